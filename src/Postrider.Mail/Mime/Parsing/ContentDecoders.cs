namespace Postrider.Mail.Mime.Parsing;

/// <summary>Undoes the transfer encodings, line by line, and hands on what comes out.</summary>
internal sealed class ContentDecoders(IPartVisitor visitor)
{
    private readonly Base64Lines _base64 = new();
    private readonly QuotedLines _quoted = new();
    private byte[] _decoded = [];
    private string _encoding = "";

    public void Begin(string encoding)
    {
        _encoding = encoding;
        _base64.Reset();
        _quoted.Reset();
    }

    /// <summary>Some of a line, without its end.</summary>
    public void Take(ReadOnlySpan<byte> content, bool endsLine)
    {
        if (_encoding is not ("base64" or "quoted-printable"))
        {
            visitor.Take(content);
            return;
        }

        if (_decoded.Length < content.Length + 4)
        {
            _decoded = new byte[Math.Max(content.Length + 4, 1024)];
        }

        visitor.Take(_decoded.AsSpan(0, _encoding == "base64" ? _base64.Decode(content, _decoded) : _quoted.Decode(content, endsLine, _decoded)));
    }

    /// <summary>The end of the line before, which is content too.</summary>
    public void Break(ReadOnlySpan<byte> lineEnd)
    {
        if (_encoding == "quoted-printable" ? !_quoted.TakeSoftEnd() : _encoding != "base64")
        {
            visitor.Take(lineEnd);
        }
    }

    public void End()
    {
        Span<byte> rest = stackalloc byte[4];
        visitor.Take(rest[..(_encoding == "base64" ? _base64.Finish(rest) : _encoding == "quoted-printable" ? _quoted.Finish(rest) : 0)]);
    }
}
