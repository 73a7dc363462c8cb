using System.Globalization;
using Postrider.Sip.Messages;

namespace Postrider.Sip.Calling;

/// <summary>Writes the INVITE that a call begins with.</summary>
internal sealed class InviteText(AgentCore core, SipCallRequest request, string callId, string tag, byte[] offer)
{
    public const int LeastSessionSeconds = 90;
    private uint _sequence;

    /// <summary>What the session timer must not go below, by the far side's word (422).</summary>
    public int LeastSeconds { get; set; } = LeastSessionSeconds;

    private string User => request.CallerId ?? core.Trunk.FromUser ?? core.Trunk.Username ?? "anonymous";

    /// <summary>The next one: a call's INVITE may have to be said again, for a sign-in for example.</summary>
    public SipRequest Next()
    {
        var to = core.AddressOf(request.To);
        var hasPort = core.Trunk.Domain is null && core.Trunk.RealPort is not (5060 or 5061);
        var invite = new SipRequest(SipMethod.Invite, hasPort ? string.Create(CultureInfo.InvariantCulture, $"{to}:{core.Trunk.RealPort}") : to);
        var name = request.CallerName is { Length: > 0 } callerName ? $"{MessageWriter.Quote(callerName)} " : "";
        invite.Headers.Add(HeaderName.Via, "");
        invite.Headers.Add("Max-Forwards", "70");
        invite.Headers.Add(HeaderName.From, $"{name}<{core.AddressOf(User)}>;tag={tag}");
        invite.Headers.Add(HeaderName.To, $"<{to}>");
        invite.Headers.Add(HeaderName.CallId, callId);
        invite.Headers.Add(HeaderName.CSeq, new SequenceNumber(++_sequence, SipMethod.Invite).ToString());
        invite.Headers.Add(HeaderName.Contact, core.Contact(User));
        invite.Headers.Add(HeaderName.Allow, SipMethod.Allowed);
        if (request.SessionExpiresSeconds > 0)
        {
            invite.Headers.Add(HeaderName.Supported, "timer");
            invite.Headers.Add(HeaderName.SessionExpires, Math.Max(request.SessionExpiresSeconds, LeastSeconds).ToString(CultureInfo.InvariantCulture));
            invite.Headers.Add(HeaderName.MinSessionExpires, LeastSeconds.ToString(CultureInfo.InvariantCulture));
        }

        invite.Headers.Add("User-Agent", Reply.Agent);
        invite.Headers.Add(HeaderName.ContentType, "application/sdp");
        invite.Body = offer;
        return invite;
    }

    public string Contact() => core.Contact(User);
}
