using System.Text;

namespace Postrider.Mail.Imap;

/// <summary>One value of a response: an atom, a string, NIL or a list.</summary>
internal sealed class ImapValue
{
    private ImapValue(ImapShape shape, ReadOnlyMemory<byte> bytes, IReadOnlyList<ImapValue> items) => (Shape, Bytes, Items) = (shape, bytes, items);

    public static ImapValue Nil { get; } = new(ImapShape.Nil, default, []);

    public ImapShape Shape { get; }

    /// <summary>Of an atom or a string, without quotes and escapes.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Of a list.</summary>
    public IReadOnlyList<ImapValue> Items { get; }

    public string Text => Encoding.UTF8.GetString(Bytes.Span);

    public static ImapValue Atom(ReadOnlyMemory<byte> bytes) => new(ImapShape.Atom, bytes, []);

    public static ImapValue String(ReadOnlyMemory<byte> bytes) => new(ImapShape.String, bytes, []);

    public static ImapValue List(IReadOnlyList<ImapValue> items) => new(ImapShape.List, default, items);

    public bool IsAtom(string word) => Shape == ImapShape.Atom && Ascii.EqualsIgnoreCase(Bytes.Span, word);
}

internal enum ImapShape
{
    Nil,
    Atom,
    String,
    List,
}
