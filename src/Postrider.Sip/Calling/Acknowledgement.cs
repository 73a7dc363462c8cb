using Postrider.Sip.Messages;

namespace Postrider.Sip.Calling;

/// <summary>The ACK of a 2xx: a request of the call's, with the number and the sign-in of its INVITE.</summary>
internal static class Acknowledgement
{
    public static SipRequest OfAnswer(Dialog dialog, SipRequest invite)
    {
        var ack = dialog.Make(SipMethod.Ack, invite.Sequence!.Value.Number);
        foreach (var name in new[] { "Authorization", "Proxy-Authorization" })
        {
            foreach (var line in invite.Headers.Lines(name))
            {
                ack.Headers.Add(name, line);
            }
        }

        return ack;
    }
}
