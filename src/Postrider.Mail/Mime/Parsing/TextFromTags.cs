using System.Text;

namespace Postrider.Mail.Mime.Parsing;

/// <summary>Collects the text of HTML as its tags pass by.</summary>
internal sealed class TextFromTags
{
    private const int DeepestList = 20;

    private readonly StringBuilder _text = new();
    private readonly Stack<int> _lists = [];
    private readonly StringBuilder _link = new();
    private string? _silent;
    private string? _url;
    private int _linkStart;
    private int _lineEnds;
    private int _preformatted;
    private bool _space;
    private bool _cell;
    private string _prefix = "";

    public void Open(string name, string href, string alt)
    {
        if (_silent is not null)
        {
            return;
        }

        switch (name)
        {
            case "script" or "style" or "title" or "textarea" or "iframe" or "noembed" or "noframes" or "xmp" or "template" or "select":
                _silent = name;
                break;
            case "br":
                Line();
                break;
            case "p" or "h1" or "h2" or "h3" or "h4" or "h5" or "h6" or "blockquote" or "table" or "dl":
                Lines(2);
                break;
            case "pre":
                Lines(2);
                _preformatted++;
                break;
            case "ul" or "ol":
                Lines(_lists.Count == 0 ? 2 : 1);
                if (_lists.Count < DeepestList)
                {
                    _lists.Push(name == "ol" ? 1 : 0);
                }

                break;
            case "li":
                Lines(1);
                _prefix = Bullet();
                break;
            case "hr":
                Lines(1);
                Append("----");
                Lines(1);
                break;
            case "tr":
                Lines(1);
                _cell = false;
                break;
            case "td" or "th":
                _prefix = _cell && _lineEnds == 0 ? " | " : _prefix;
                _cell = true;
                break;
            case "a":
                CloseLink();
                (_url, _linkStart) = (IsWorthShowing(href) ? href.Trim() : null, _text.Length);
                break;
            case "img" when alt.Length > 0:
                Add(alt);
                break;
            case "div" or "section" or "article" or "header" or "footer" or "main" or "nav" or "form" or "address" or "dt" or "dd" or "figure" or "center" or "body":
                Lines(1);
                break;
        }
    }

    public void Close(string name)
    {
        if (_silent is not null)
        {
            _silent = _silent == name ? null : _silent;
            return;
        }

        switch (name)
        {
            case "a":
                CloseLink();
                break;
            case "p" or "h1" or "h2" or "h3" or "h4" or "h5" or "h6" or "blockquote" or "table" or "dl":
                Lines(2);
                break;
            case "pre":
                _preformatted = Math.Max(0, _preformatted - 1);
                Lines(2);
                break;
            case "ul" or "ol":
                _lists.TryPop(out _);
                Lines(_lists.Count == 0 ? 2 : 1);
                break;
            case "li" or "tr" or "div" or "section" or "article" or "header" or "footer" or "main" or "nav" or "form" or "address" or "dt" or "dd" or "figure" or "center":
                Lines(1);
                break;
        }
    }

    public void Add(ReadOnlySpan<char> text)
    {
        if (_silent is not null)
        {
            return;
        }

        foreach (var character in text)
        {
            if (_preformatted > 0 && character == '\n')
            {
                Line();
            }
            else if (character is ' ' or '\t' or '\n' or '\r' or '\f' or '\u00A0')
            {
                _space = true;
            }
            else if (character is not ('\0' or '\u00AD' or '\u200B' or '\u200C' or '\uFEFF'))
            {
                Append(character);
            }
        }
    }

    public override string ToString()
    {
        CloseLink();
        return _text.ToString().Trim();
    }

    private void Append(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            Append(character);
        }
    }

    private void Append(char character)
    {
        if (_prefix.Length > 0)
        {
            _text.Append(_prefix);
            _prefix = "";
        }
        else if (_space && _text.Length > 0 && _lineEnds == 0)
        {
            _text.Append(' ');
        }

        _text.Append(character);
        (_space, _lineEnds) = (false, 0);
    }

    /// <summary>Ends the line, even an empty one; three of them at most follow one another.</summary>
    private void Line()
    {
        if (_text.Length > 0 && _lineEnds < 3)
        {
            _text.Append('\n');
            _lineEnds++;
        }

        _space = false;
    }

    /// <summary>At least so many line ends before what comes next.</summary>
    private void Lines(int count)
    {
        while (_text.Length > 0 && _lineEnds < count)
        {
            Line();
        }

        (_space, _prefix) = (false, "");
    }

    private string Bullet()
    {
        var indent = new string(' ', Math.Max(0, _lists.Count - 1) * 2);
        if (!_lists.TryPop(out var number) || number == 0)
        {
            _lists.Push(0);
            return $"{indent}- ";
        }

        _lists.Push(number + 1);
        return $"{indent}{number}. ";
    }

    private void CloseLink()
    {
        if (_url is { } url)
        {
            _url = null;
            _linkStart = Math.Min(_linkStart, _text.Length);
            _link.Clear();
            if (_text.Length - _linkStart <= url.Length + 16)
            {
                _link.Append(_text, _linkStart, _text.Length - _linkStart);
            }

            var shown = _link.ToString().Trim();
            if (shown != url && $"mailto:{shown}" != url)
            {
                _space = true;
                Append($"({url})");
            }
        }
    }

    private static bool IsWorthShowing(string href) =>
        href.Length < 2000 && (href.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || href.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || href.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) || href.StartsWith("tel:", StringComparison.OrdinalIgnoreCase));
}
