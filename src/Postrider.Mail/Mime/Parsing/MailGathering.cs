using System.Buffers;
using System.Text;

namespace Postrider.Mail.Mime.Parsing;

/// <summary>Sorts the parts of a mail: which are its text, which its HTML, which files, and which tell of another mail.</summary>
internal sealed class MailGathering(MailLimits limits) : IPartVisitor
{
    private const int MostOfReport = 64 * 1024;
    private static readonly SearchValues<byte> _afterCharset = SearchValues.Create("\"' ;>/"u8);

    private readonly ArrayBufferWriter<byte> _kept = new(256);
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _html = new();
    private readonly List<MailFile> _files = [];
    private readonly ReportParts _report = new();
    private Role _role;
    private int _most;
    private long _size;
    private int _textBytes;
    private int _htmlBytes;
    private bool _hasText;
    private bool _hasHtml;
    private bool _htmlIsFirst;
    private bool _truncated;
    private bool _hasPreamble;

    private enum Role
    {
        File,
        Text,
        Html,
        Status,
        Original,
    }

    public void Begin(Part part)
    {
        // What was kept before is the preamble, and there is a part after all.
        _kept.ResetWrittenCount();
        _size = 0;
        _role = RoleOf(part);
        _most = _role switch
        {
            Role.Text => limits.TextBytes - _textBytes,
            Role.Html => limits.HtmlBytes - _htmlBytes,
            Role.Status or Role.Original => MostOfReport,
            _ => 0,
        };
    }

    public void Take(ReadOnlySpan<byte> content)
    {
        _size += content.Length;
        Keep(content, _role is Role.Text or Role.Html);
    }

    public void TakePreamble(ReadOnlySpan<byte> content)
    {
        (_most, _hasPreamble) = (limits.TextBytes, true);
        Keep(content, tell: true);
    }

    public void End(Part part)
    {
        switch (_role)
        {
            case Role.Text:
                _htmlIsFirst |= _hasHtml && !_hasText && part.Parent?.Type != "multipart/alternative";
                _hasText = true;
                _textBytes += _kept.WrittenCount;
                Append(_text, part.Charset);
                break;
            case Role.Html:
                _hasHtml = true;
                _htmlBytes += _kept.WrittenCount;
                Append(_html, part.Charset ?? MetaCharset(_kept.WrittenSpan));
                break;
            case Role.Status:
                _report.Status = Charsets.Decode(_kept.WrittenSpan, null);
                break;
            case Role.Original:
                _report.TakeOriginal(_kept.WrittenSpan);
                break;
        }

        if (_role is Role.File or Role.Original)
        {
            _files.Add(new MailFile(part.FileName ?? FileNames.Instead(part.Type), part.Type, _size, part.ContentId, part.Number, IsInline(part)));
        }
    }

    public ParsedMail ToMail(PartWalker walker)
    {
        if (_hasPreamble && !_hasText && !_hasHtml && _files.Count == 0 && _kept.WrittenCount > 0)
        {
            _hasText = true;
            Append(_text, null);
        }

        var html = _hasHtml ? _html.ToString() : null;
        var text = _hasText ? Tidy(_htmlIsFirst ? $"{HtmlText.ToText(html!)}\n{_text}" : _text.ToString()) : null;
        return MailAssembly.Make(walker, text, html, _files, _report, _truncated || walker.WasTruncated);
    }

    private static Role RoleOf(Part part)
    {
        if (part.Type == "message/delivery-status" || part.Type == "message/global-delivery-status")
        {
            return Role.Status;
        }

        if (part.Type is "message/rfc822" or "text/rfc822-headers" or "message/rfc822-headers" or "message/global" or "message/global-headers")
        {
            return Role.Original;
        }

        // The only part of a mail is its text even where it has a name.
        var isText = part.Type is "text/plain" or "text/html" && part.Disposition != "attachment" && (part.Parent is null || part.FileName is null);
        return !isText ? Role.File : part.Type == "text/html" ? Role.Html : Role.Text;
    }

    private void Keep(ReadOnlySpan<byte> content, bool tell)
    {
        var room = Math.Max(0, _most - _kept.WrittenCount);
        _kept.Write(content[..Math.Min(room, content.Length)]);
        _truncated |= tell && content.Length > room;
    }

    private void Append(StringBuilder all, string? charset)
    {
        var bytes = _kept.WrittenSpan;
        if (_truncated)
        {
            bytes = WithoutHalfCharacter(bytes);
        }

        var text = Charsets.Decode(bytes, charset).TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        if (all.Length > 0 && text.Length > 0 && all[^1] != '\n')
        {
            all.Append('\n');
        }

        all.Append(text);
        _kept.ResetWrittenCount();
    }

    private static ReadOnlySpan<byte> WithoutHalfCharacter(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            if (bytes[^back] >= 0xC0)
            {
                return Rune.DecodeFromUtf8(bytes[^back..], out _, out _) == OperationStatus.NeedMoreData ? bytes[..^back] : bytes;
            }
        }

        return bytes;
    }

    private static bool IsInline(Part part) =>
        part.Disposition == "inline" || (part.Disposition != "attachment" && part.Headers["Content-ID"] is not null && part.Parent?.Type == "multipart/related");

    private static string? MetaCharset(ReadOnlySpan<byte> html)
    {
        html = html[..Math.Min(html.Length, 2048)];
        var at = html.IndexOf("charset="u8);
        if (at < 0)
        {
            return null;
        }

        var rest = html[(at + 8)..].TrimStart("\"'"u8);
        var end = rest.IndexOfAny(_afterCharset);
        return end is > 0 and < 50 ? Encoding.ASCII.GetString(rest[..end]) : null;
    }

    private static string Tidy(string text) => text.TrimEnd('\n', ' ', '\t');
}
