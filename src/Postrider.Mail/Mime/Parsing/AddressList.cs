using System.Text;

namespace Postrider.Mail.Mime.Parsing;

/// <summary>
/// The addresses of a header, with groups opened, comments and routes left out and names decoded. What has no @ in it is no address and is passed over.
/// </summary>
internal sealed class AddressList
{
    private const int LongestAddress = 400;
    private const int LongestName = 500;

    private readonly string _text;
    private readonly int _most;
    private readonly List<MailAddress> _found = [];
    private readonly StringBuilder _words = new();
    private readonly StringBuilder _angle = new();
    private readonly StringBuilder _comment = new();
    private bool _hasAngle;
    private bool _hasAt;
    private int _at;

    private AddressList(string text, int most) => (_text, _most) = (text, most);

    public static IReadOnlyList<MailAddress> Parse(string? text, int most = 1000)
    {
        var list = new AddressList(text ?? "", most);
        list.ReadAll();
        return list._found;
    }

    private void ReadAll()
    {
        while (_at < _text.Length && _found.Count < _most)
        {
            var character = _text[_at++];
            switch (character)
            {
                case '"':
                    ReadQuoted();
                    break;
                case '(':
                    ReadComment();
                    break;
                case '<':
                    ReadAngle();
                    break;
                case ',' or ';':
                    EndAddress();
                    break;
                case ':' when !_hasAngle && !_hasAt:
                    // The name of a group; its members are addresses like others.
                    Reset();
                    break;
                default:
                    _hasAt |= character == '@';
                    _words.Append(character);
                    break;
            }
        }

        if (_found.Count < _most)
        {
            EndAddress();
        }
    }

    // The quotes stay where what they hold is part of an address.
    private void ReadQuoted()
    {
        var start = _words.Length;
        for (; _at < _text.Length && _text[_at] != '"'; _at++)
        {
            _at += _text[_at] == '\\' && _at + 1 < _text.Length ? 1 : 0;
            _words.Append(_text[_at]);
        }

        _at++;
        if (_at < _text.Length && _text[_at] == '@' && !_hasAngle)
        {
            _words.Insert(start, '"').Append('"');
        }
    }

    private void ReadComment()
    {
        _comment.Clear();
        for (var depth = 1; _at < _text.Length && depth > 0; _at++)
        {
            var character = _text[_at];
            depth += character switch { '(' => 1, ')' => -1, _ => 0 };
            if (character == '\\' && _at + 1 < _text.Length)
            {
                _comment.Append(_text[++_at]);
            }
            else if (depth > 0)
            {
                _comment.Append(character);
            }
        }
    }

    private void ReadAngle()
    {
        _angle.Clear();
        var quoted = false;
        for (; _at < _text.Length && (quoted || _text[_at] is not ('>' or ',' or ';') || (_text[_at] == ',' && _angle is { Length: > 0 } && _angle[0] == '@')); _at++)
        {
            quoted ^= _text[_at] == '"';
            _angle.Append(_text[_at]);
        }

        _at += _at < _text.Length && _text[_at] == '>' ? 1 : 0;
        _hasAngle = true;
    }

    private void EndAddress()
    {
        var words = _words.ToString().Trim();
        var address = _hasAngle ? _angle.ToString() : words;
        if (_hasAngle && address is ['@', ..] && address.LastIndexOf(':') is var route and > 0)
        {
            address = address[(route + 1)..];
        }

        // Some put the address where the name belongs and leave the brackets empty.
        if (_hasAngle && !address.Contains('@', StringComparison.Ordinal) && words.Contains('@', StringComparison.Ordinal) && !words.Contains(' ', StringComparison.Ordinal))
        {
            address = words;
        }

        if (!_hasAngle && words.LastIndexOf(' ') is var space and > 0 && words.IndexOf('@', StringComparison.Ordinal) > space && words[^1] != '"' && !words.Contains("\"@", StringComparison.Ordinal))
        {
            // A name and an address, with the brackets left out.
            (address, words, _hasAngle) = (words[(space + 1)..], words[..space], true);
        }

        address = Bare(address);
        var at = address.IndexOf('@', StringComparison.Ordinal);
        if (at > 0 && at < address.Length - 1 && address.Length <= LongestAddress)
        {
            var name = Name(_hasAngle ? words : _comment.ToString());
            _found.Add(new MailAddress(address, name is null || name.Equals(address, StringComparison.OrdinalIgnoreCase) ? null : name));
        }

        Reset();
    }

    private void Reset()
    {
        _words.Clear();
        _angle.Clear();
        _comment.Clear();
        (_hasAngle, _hasAt) = (false, false);
    }

    private static string Bare(string address)
    {
        address = address.Trim().Trim('\'');
        if (address.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
        {
            address = address["mailto:".Length..];
        }

        return address.StartsWith('"') || !address.AsSpan().ContainsAny(' ', '\t') ? address : address.Replace(" ", "", StringComparison.Ordinal).Replace("\t", "", StringComparison.Ordinal);
    }

    private static string? Name(string words)
    {
        var name = string.Join(' ', EncodedWords.Decode(words).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries));
        name = name.Length > 1 && name[0] == '\'' && name[^1] == '\'' ? name[1..^1] : name;
        name = name.Length > LongestName ? name[..LongestName].TrimEnd() : name;
        return name.Length == 0 ? null : string.Concat(name.EnumerateRunes());
    }
}
