using System.Globalization;
using System.Text;

namespace Postrider.Mail.Imap;

/// <summary>
/// A command as it goes out: text, with literals between. Whatever an argument holds, it stays that one argument: it goes as a quoted string where it is
/// plain, else as a literal.
/// </summary>
internal sealed class ImapCommand
{
    private const int LongestQuoted = 1000;
    private readonly List<ImapPiece> _pieces = [];

    public ImapCommand(string verb)
    {
        Verb = verb;
        Put(verb);
    }

    public string Verb { get; }

    public IReadOnlyList<ImapPiece> Pieces => _pieces;

    /// <summary>Words of our own, or checked by us.</summary>
    public ImapCommand Words(string words) => Put($" {words}");

    public ImapCommand Number(uint number) => Put(string.Create(CultureInfo.InvariantCulture, $" {number}"));

    public ImapCommand String(string text) => String(Encoding.UTF8.GetBytes(text));

    public ImapCommand String(byte[] bytes)
    {
        if (bytes.AsSpan().Contains((byte)0))
        {
            throw new ArgumentException("No argument of IMAP can have a NUL in it.", nameof(bytes));
        }

        Put(" ");
        if (bytes.Length > LongestQuoted || bytes.AsSpan().ContainsAnyExceptInRange((byte)' ', (byte)'~'))
        {
            _pieces.Add(new ImapPiece(bytes, true));
            return this;
        }

        return Put($"\"{Encoding.ASCII.GetString(bytes).Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"");
    }

    /// <summary>A whole message.</summary>
    /// <param name="utf8">Its header is not ASCII, and the server wants to be told.</param>
    public ImapCommand Message(ReadOnlyMemory<byte> mail, bool utf8)
    {
        Put(utf8 ? " UTF8 (~" : " ");
        _pieces.Add(new ImapPiece(mail, true));
        return utf8 ? Put(")") : this;
    }

    private ImapCommand Put(string text)
    {
        if (text.AsSpan().ContainsAny('\r', '\n', '\0'))
        {
            throw new ArgumentException("A command must be one line.", nameof(text));
        }

        _pieces.Add(new ImapPiece(Encoding.UTF8.GetBytes(text), false));
        return this;
    }
}

internal readonly record struct ImapPiece(ReadOnlyMemory<byte> Bytes, bool IsLiteral);
