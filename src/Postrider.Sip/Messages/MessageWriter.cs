using System.Globalization;
using System.Text;

namespace Postrider.Sip.Messages;

/// <summary>Writes messages strictly; Content-Length is always said, and last.</summary>
internal static class MessageWriter
{
    public static byte[] Write(SipMessage message)
    {
        var text = new StringBuilder(1024);
        _ = message switch
        {
            SipRequest request => text.Append(request.Method).Append(' ').Append(request.Uri).Append(" SIP/2.0\r\n"),
            SipResponse response => text.Append(CultureInfo.InvariantCulture, $"SIP/2.0 {response.Code} {response.Reason}\r\n"),
            _ => text,
        };
        foreach (var (name, value) in message.Headers)
        {
            if (!name.Equals(HeaderName.ContentLength, StringComparison.OrdinalIgnoreCase))
            {
                text.Append(name).Append(": ").Append(value).Append("\r\n");
            }
        }

        text.Append(CultureInfo.InvariantCulture, $"{HeaderName.ContentLength}: {message.Body.Length}\r\n\r\n");
        var head = text.ToString();
        var length = Encoding.UTF8.GetByteCount(head);
        var bytes = new byte[length + message.Body.Length];
        Encoding.UTF8.GetBytes(head, bytes);
        message.Body.Span.CopyTo(bytes.AsSpan(length));
        return bytes;
    }

    /// <summary>A text of our caller's between quotes; line ends and other control characters are left out.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            if (char.IsControl(c))
            {
                continue;
            }

            _ = c is '"' or '\\' ? quoted.Append('\\').Append(c) : quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }
}
