using System.Net;
using Postrider.Sip.Messages;

namespace Postrider.Sip.Transactions;

/// <summary>An INVITE of ours (timers A, B, D, and M of RFC 6026: after a 2xx further ones of other callees are passed on).</summary>
internal sealed class InviteTransaction(TransactionTable table, SipRequest request, string branch, IPEndPoint to, IClientEar ear) : ClientTransaction(table, request, branch, to, ear)
{
    private byte[]? _ack;
    private bool _isAccepted;

    public override void Hear(SipResponse response)
    {
        HasHeard = true;
        if (!response.IsFinal)
        {
            if (!IsDone)
            {
                // From now on it is the caller who decides how long it may ring.
                StopTimers();
                Ear.Hear(response, this);
            }
        }
        else if (response.IsOk)
        {
            HearOk(response);
        }
        else if (_ack is not null)
        {
            Table.Wire.Send(_ack, To);
        }
        else if (!IsDone)
        {
            _ack = InviteEnds.OfRefusal(Request, response).ToBytes();
            Table.Wire.Send(_ack, To);
            IsDone = true;
            Linger(Table.Wire.IsReliable ? TimeSpan.Zero : SipTimers.Silence);
            Ear.Hear(response, this);
        }
    }

    /// <summary>After a CANCEL: gives up when nothing final comes (RFC 3261, 9.1).</summary>
    public void GiveUpAfter(TimeSpan time) => EndIn(time);

    private void HearOk(SipResponse response)
    {
        if (!IsDone)
        {
            _isAccepted = true;
            IsDone = true;
            Linger(SipTimers.Silence);
        }

        if (_isAccepted)
        {
            Ear.Hear(response, this);
        }
    }
}
