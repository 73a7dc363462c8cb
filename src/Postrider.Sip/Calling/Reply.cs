using System.Net;
using Postrider.Sip.Messages;

namespace Postrider.Sip.Calling;

/// <summary>Responses to what the far side asks.</summary>
internal static class Reply
{
    public const string Agent = "Postrider";

    public static SipResponse To(SipRequest request, IPEndPoint from, int code, string reason, string? tag = null)
    {
        var response = new SipResponse(code, reason);
        var isTop = true;
        foreach (var via in request.Headers.Values(HeaderName.Via))
        {
            response.Headers.Add(HeaderName.Via, isTop ? ViaLine.Parse(via)?.Received(from) ?? via : via);
            isTop = false;
        }

        if (code is > 100 and < 300)
        {
            foreach (var route in request.Headers.Lines(HeaderName.RecordRoute))
            {
                response.Headers.Add(HeaderName.RecordRoute, route);
            }
        }

        var to = request.Headers[HeaderName.To] ?? "";
        response.Headers.Add(HeaderName.From, request.Headers[HeaderName.From] ?? "");
        response.Headers.Add(HeaderName.To, tag is not null && request.ToTag is null ? $"{to};tag={tag}" : to);
        response.Headers.Add(HeaderName.CallId, request.CallId ?? "");
        response.Headers.Add(HeaderName.CSeq, request.Headers[HeaderName.CSeq] ?? "");
        response.Headers.Add("Server", Agent);
        return response;
    }

    /// <summary>The answer to a method that is not taken: not here, or not at all.</summary>
    public static SipResponse ToUnknown(SipRequest request, IPEndPoint from, string? tag = null)
    {
        var response = SipMethod.IsKnownElsewhere(request.Method) ? To(request, from, 405, "Method Not Allowed", tag) : To(request, from, 501, "Not Implemented", tag);
        response.Headers.Add(HeaderName.Allow, SipMethod.Allowed);
        return response;
    }

    /// <summary>What we can do (RFC 3261, 11.2).</summary>
    public static SipResponse ToOptions(SipRequest request, IPEndPoint from, string? tag = null)
    {
        var response = To(request, from, 200, "OK", tag);
        response.Headers.Add(HeaderName.Allow, SipMethod.Allowed);
        response.Headers.Add("Accept", "application/sdp");
        response.Headers.Add(HeaderName.Supported, "timer");
        return response;
    }
}
