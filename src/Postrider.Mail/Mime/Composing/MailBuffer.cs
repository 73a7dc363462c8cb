using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Postrider.Mail.Mime.Composing;

/// <summary>
/// What is composed so far, in a rented array. Files are only noted where they belong, and encoded straight into the finished mail, so that a large one is never held twice.
/// </summary>
internal sealed class MailBuffer(int size) : IDisposable
{
    private const int BytesPerLine = 57;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(size);
    private List<(int At, ReadOnlyMemory<byte> Content)>? _files;
    private int _count;
    private int _lineStart;

    /// <summary>How many bytes the present line has.</summary>
    public int Column => _count - _lineStart;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Advance(bytes.Length);
    }

    public void Write(ReadOnlySpan<char> text) => Advance(Encoding.UTF8.GetBytes(text, Reserve(Encoding.UTF8.GetMaxByteCount(text.Length))));

    public void NewLine()
    {
        Write("\r\n"u8);
        BeginLine();
    }

    /// <summary>What was written so far ends with a line end.</summary>
    public void BeginLine() => _lineStart = _count;

    /// <summary>Room for at least so many bytes; <see cref="Advance"/> says how many were used.</summary>
    public Span<byte> Reserve(int length)
    {
        if (_bytes.Length - _count < length)
        {
            var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength, Math.Max((long)_bytes.Length * 2, (long)_count + length)));
            _bytes.AsSpan(0, _count).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        return _bytes.AsSpan(_count);
    }

    public void Advance(int length) => _count += length;

    /// <summary>The content goes here, in base64 with a line end after each line.</summary>
    public void PutFile(ReadOnlyMemory<byte> content) => (_files ??= []).Add((_count, content));

    public byte[] ToMail()
    {
        var length = (_files ?? []).Aggregate((long)_count, (sum, file) => sum + EncodedLength(file.Content.Length));
        if (length > Array.MaxLength)
        {
            throw new ArgumentException("The files are larger than a mail can be.");
        }

        var mail = GC.AllocateUninitializedArray<byte>((int)length);
        var (from, to) = (0, 0);
        foreach (var (at, content) in _files ?? [])
        {
            _bytes.AsSpan(from, at - from).CopyTo(mail.AsSpan(to));
            to += at - from;
            from = at;
            to += EncodeLines(content.Span, mail.AsSpan(to));
        }

        _bytes.AsSpan(from, _count - from).CopyTo(mail.AsSpan(to));
        return mail;
    }

    public static long EncodedLength(int length)
    {
        var (lines, rest) = Math.DivRem(length, BytesPerLine);
        return (lines * 78L) + (rest == 0 ? 0 : ((rest + 2) / 3 * 4) + 2);
    }

    /// <summary>Base64 in lines of 76; returns how many bytes it made.</summary>
    public static int EncodeLines(ReadOnlySpan<byte> content, Span<byte> into)
    {
        var made = 0;
        while (content.Length > 0)
        {
            var piece = content[..Math.Min(BytesPerLine, content.Length)];
            Base64.EncodeToUtf8(piece, into[made..], out _, out var written);
            made += written;
            into[made++] = (byte)'\r';
            into[made++] = (byte)'\n';
            content = content[piece.Length..];
        }

        return made;
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_bytes);
}
