using System.Text;

namespace Postrider.Mail.Imap;

/// <summary>One response of the server, taken apart as far as all responses are alike.</summary>
internal sealed record ImapResponse
{
    private static readonly string[] _statuses = ["OK", "NO", "BAD", "BYE", "PREAUTH"];

    public required ImapResponseKind Kind { get; init; }

    /// <summary>Of the end of a command.</summary>
    public string Tag { get; private init; } = "";

    /// <summary>What it is, in upper case: OK, NO, EXISTS, FETCH and so on; empty for a continuation.</summary>
    public string Name { get; private init; } = "";

    /// <summary>What stands before the name in <c>* 12 EXISTS</c>.</summary>
    public uint? Number { get; private init; }

    /// <summary>The response code's name in upper case.</summary>
    public string? Code { get; private init; }

    public string CodeText { get; private init; } = "";

    /// <summary>What the server says to a person, or the words of a continuation.</summary>
    public string Text { get; private init; } = "";

    /// <summary>What follows the name, where that is data.</summary>
    public ReadOnlyMemory<byte> Data { get; private init; }

    public bool IsStatus => _statuses.Contains(Name);

    public bool Is(string name) => Name == name;

    /// <summary>The data as values.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public IReadOnlyList<ImapValue> Values() => ImapParser.Values(Data);

    /// <param name="bytes">One response whole, with its literals, without its last line end.</param>
    /// <exception cref="FormatException">This is no response.</exception>
    public static ImapResponse Parse(ReadOnlyMemory<byte> bytes)
    {
        var rest = bytes;
        var first = NextWord(ref rest);
        return first switch
        {
            "*" => Untagged(rest),
            "+" => new ImapResponse { Kind = ImapResponseKind.Continuation, Text = Encoding.UTF8.GetString(rest.Span).Trim() },
            { Length: > 0 } when first.All(char.IsAsciiLetterOrDigit) => Tagged(first, rest),
            _ => throw new FormatException("A line is no response."),
        };
    }

    /// <summary>Whether literals can stand in the response that begins so. In words for a person, braces mean nothing.</summary>
    public static bool MayHaveLiterals(ReadOnlyMemory<byte> line) => NextWord(ref line) == "*" && !_statuses.Contains(NextWord(ref line).ToUpperInvariant());

    private static ImapResponse Tagged(string tag, ReadOnlyMemory<byte> rest)
    {
        var name = NextWord(ref rest).ToUpperInvariant();
        return name is "OK" or "NO" or "BAD" ? Status(ImapResponseKind.Tagged, tag, name, rest) : throw new FormatException("A command ends in no known way.");
    }

    private static ImapResponse Untagged(ReadOnlyMemory<byte> rest)
    {
        var name = NextWord(ref rest);
        uint? number = null;
        if (UidSet.TryNumber(name, out var found))
        {
            number = found;
            name = NextWord(ref rest);
        }

        name = name.ToUpperInvariant();
        if (name.Length == 0 || char.IsAsciiDigit(name[0]))
        {
            throw new FormatException("A response has no name, or a number that is none.");
        }

        return number is null && _statuses.Contains(name)
            ? Status(ImapResponseKind.Untagged, "", name, rest)
            : new ImapResponse { Kind = ImapResponseKind.Untagged, Name = name, Number = number, Data = rest };
    }

    private static ImapResponse Status(ImapResponseKind kind, string tag, string name, ReadOnlyMemory<byte> rest)
    {
        var text = Encoding.UTF8.GetString(rest.Span).Trim();
        var response = new ImapResponse { Kind = kind, Tag = tag, Name = name, Text = text };
        var close = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) : -1;
        if (close < 0)
        {
            return response;
        }

        var code = text[1..close].Trim();
        var space = code.IndexOf(' ', StringComparison.Ordinal);
        return response with
        {
            Code = (space < 0 ? code : code[..space]).ToUpperInvariant(),
            CodeText = space < 0 ? "" : code[(space + 1)..].Trim(),
            Text = text[(close + 1)..].Trim(),
        };
    }

    /// <summary>Takes the word at the front; empty at the end. A parenthesis or a quote begins no word.</summary>
    private static string NextWord(ref ReadOnlyMemory<byte> rest)
    {
        var span = rest.Span;
        var begin = span.IndexOfAnyExcept((byte)' ', (byte)'\t');
        if (begin < 0)
        {
            rest = default;
            return "";
        }

        var length = span[begin..].IndexOfAny(" \t("u8);
        length = length < 0 ? span.Length - begin : length;
        rest = rest[(begin + length)..];
        var word = span.Slice(begin, length);
        return word.SequenceEqual("*"u8) ? "*" : Encoding.Latin1.GetString(word);
    }
}

internal enum ImapResponseKind
{
    /// <summary>The server waits for more of the command.</summary>
    Continuation,
    Untagged,

    /// <summary>The end of a command.</summary>
    Tagged,
}
