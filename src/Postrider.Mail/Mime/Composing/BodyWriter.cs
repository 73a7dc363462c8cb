using System.Security.Cryptography;
using System.Text;

namespace Postrider.Mail.Mime.Composing;

/// <summary>The parts of a mail, nested as readers expect: mixed (alternative (text, related (html, images)), files), each level only where it is needed.</summary>
internal sealed class BodyWriter
{
    private readonly MailBuffer _buffer;
    private readonly OutgoingMail _mail;
    private readonly string? _text;
    private readonly string? _html;
    private readonly List<OutgoingFile> _inline = [];
    private readonly List<OutgoingFile> _files = [];
    private int _boundaries;

    public BodyWriter(MailBuffer buffer, OutgoingMail mail)
    {
        (_buffer, _mail) = (buffer, mail);
        _html = string.IsNullOrEmpty(mail.Html) ? null : mail.Html;
        _text = string.IsNullOrEmpty(mail.Text) ? _html is null ? "" : HtmlText.ToText(_html) : mail.Text;
        foreach (var file in mail.Files)
        {
            (file.ContentId is not null && _html is not null ? _inline : _files).Add(file);
        }
    }

    public void Write()
    {
        if (_files.Count == 0)
        {
            WriteContent();
            return;
        }

        var boundary = Begin("mixed"u8);
        Next(boundary);
        WriteContent();
        _files.ForEach(file => WriteFile(boundary, file));
        End(boundary);
    }

    private void WriteContent()
    {
        if (_html is null)
        {
            WriteText("text/plain"u8, _text!);
            return;
        }

        var boundary = Begin("alternative"u8);
        Next(boundary);
        WriteText("text/plain"u8, _text!);
        Next(boundary);
        WriteHtml();
        End(boundary);
    }

    private void WriteHtml()
    {
        if (_inline.Count == 0)
        {
            WriteText("text/html"u8, _html!);
            return;
        }

        var boundary = Begin("related"u8);
        Next(boundary);
        WriteText("text/html"u8, _html!);
        _inline.ForEach(file => WriteFile(boundary, file));
        End(boundary);
    }

    private void WriteText(ReadOnlySpan<byte> type, string text)
    {
        _buffer.Write("Content-Type: "u8);
        _buffer.Write(type);
        _buffer.Write("; charset=utf-8\r\n"u8);
        TextBody.Write(text, _buffer);
    }

    private void WriteFile(byte[] boundary, OutgoingFile file)
    {
        Next(boundary);
        FileHead.Write(file, _buffer);
        _buffer.PutFile(file.Content);
    }

    private byte[] Begin(ReadOnlySpan<byte> kind)
    {
        var boundary = NextBoundary();
        _buffer.Write("Content-Type: multipart/"u8);
        _buffer.Write(kind);
        _buffer.Write(";\r\n boundary=\""u8);
        _buffer.Write(boundary);
        _buffer.Write("\"\r\n\r\n"u8);
        return boundary;
    }

    private void Next(byte[] boundary)
    {
        _buffer.Write("--"u8);
        _buffer.Write(boundary);
        _buffer.Write("\r\n"u8);
    }

    private void End(byte[] boundary)
    {
        _buffer.Write("--"u8);
        _buffer.Write(boundary);
        _buffer.Write("--\r\n"u8);
    }

    // It begins with "=_", which neither encoding makes, and the bodies left as they are hold no line that begins so.
    private byte[] NextBoundary()
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{++_boundaries} {_mail.MessageId}"));
        return Encoding.ASCII.GetBytes($"=_{Convert.ToHexStringLower(hash.AsSpan(0, 15))}");
    }
}
