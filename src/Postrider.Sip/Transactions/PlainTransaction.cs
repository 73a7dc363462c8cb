using System.Net;
using Postrider.Sip.Messages;

namespace Postrider.Sip.Transactions;

/// <summary>Any request of ours but INVITE (timers E, F, K).</summary>
internal sealed class PlainTransaction(TransactionTable table, SipRequest request, string branch, IPEndPoint to, IClientEar ear) : ClientTransaction(table, request, branch, to, ear)
{
    public override void Hear(SipResponse response)
    {
        if (IsDone)
        {
            return;
        }

        HasHeard = true;
        if (!response.IsFinal)
        {
            SlowDown();
            Ear.Hear(response, this);
            return;
        }

        IsDone = true;
        Linger(Table.Wire.IsReliable ? TimeSpan.Zero : SipTimers.Alive);
        Ear.Hear(response, this);
    }
}
