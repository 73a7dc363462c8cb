using System.Globalization;
using Postrider.Sip.Messages;

namespace Postrider.Sip.Transactions;

/// <summary>What belongs to an INVITE and goes the way it went: the ACK of a refusal, and the CANCEL.</summary>
internal static class InviteEnds
{
    public static SipRequest OfRefusal(SipRequest invite, SipResponse response)
    {
        var ack = new SipRequest(SipMethod.Ack, invite.Uri);
        ack.Headers.Add(HeaderName.Via, invite.Headers[HeaderName.Via]!);
        ack.Headers.Add("Max-Forwards", "70");
        foreach (var route in invite.Headers.Lines(HeaderName.Route))
        {
            ack.Headers.Add(HeaderName.Route, route);
        }

        ack.Headers.Add(HeaderName.From, invite.Headers[HeaderName.From]!);
        ack.Headers.Add(HeaderName.To, response.Headers[HeaderName.To] ?? invite.Headers[HeaderName.To]!);
        ack.Headers.Add(HeaderName.CallId, invite.CallId!);
        ack.Headers.Add(HeaderName.CSeq, string.Create(CultureInfo.InvariantCulture, $"{invite.Sequence!.Value.Number} {SipMethod.Ack}"));
        return ack;
    }

    /// <summary>The CANCEL of an INVITE: it goes the same way, hop for hop.</summary>
    public static SipRequest Cancel(SipRequest invite, string? reason)
    {
        var cancel = new SipRequest(SipMethod.Cancel, invite.Uri);
        cancel.Headers.Add(HeaderName.Via, invite.Headers[HeaderName.Via]!);
        cancel.Headers.Add("Max-Forwards", "70");
        foreach (var route in invite.Headers.Lines(HeaderName.Route))
        {
            cancel.Headers.Add(HeaderName.Route, route);
        }

        cancel.Headers.Add(HeaderName.From, invite.Headers[HeaderName.From]!);
        cancel.Headers.Add(HeaderName.To, invite.Headers[HeaderName.To]!);
        cancel.Headers.Add(HeaderName.CallId, invite.CallId!);
        cancel.Headers.Add(HeaderName.CSeq, string.Create(CultureInfo.InvariantCulture, $"{invite.Sequence!.Value.Number} {SipMethod.Cancel}"));
        if (reason is not null)
        {
            cancel.Headers.Add(HeaderName.Reason, $"SIP;cause=487;text={MessageWriter.Quote(reason)}");
        }

        return cancel;
    }
}
