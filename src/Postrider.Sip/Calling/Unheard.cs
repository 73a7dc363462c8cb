using Postrider.Sip.Messages;
using Postrider.Sip.Transactions;

namespace Postrider.Sip.Calling;

/// <summary>For requests whose answers say nothing that is not known otherwise.</summary>
internal sealed class Unheard : IClientEar
{
    public static readonly Unheard Ear = new();

    public void Hear(SipResponse response, ClientTransaction of)
    {
    }

    public void HearFault(TransactionFault fault, ClientTransaction of)
    {
    }
}
