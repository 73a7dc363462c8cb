using Postrider.Sip.Messages;

namespace Postrider.Sip.Sdp;

/// <summary>Finds the session description in a message: its body, or one part of it beside a telephone network's own.</summary>
internal static class SessionBody
{
    public static ReadOnlyMemory<byte>? Of(SipMessage message)
    {
        var body = message.Body;
        if (body.IsEmpty)
        {
            return null;
        }

        var type = message.Headers[HeaderName.ContentType] ?? "";
        if (type.StartsWith("application/sdp", StringComparison.OrdinalIgnoreCase) || (type.Length == 0 && body.Span.StartsWith("v=0"u8)))
        {
            return body;
        }

        return type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) ? Part(body) : null;
    }

    private static ReadOnlyMemory<byte>? Part(ReadOnlyMemory<byte> body)
    {
        var at = body.Span.IndexOf("application/sdp"u8);
        if (at < 0 || MessageReader.HeadLength(body.Span[at..]) is not (>= 0 and var head))
        {
            return null;
        }

        var part = body[(at + head)..];
        var end = part.Span.IndexOf("\n--"u8);
        return end < 0 ? part : part[..(end + 1)];
    }
}
