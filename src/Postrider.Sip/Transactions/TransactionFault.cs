using Postrider.Sip.Messages;

namespace Postrider.Sip.Transactions;

/// <summary>Why a request has no final response.</summary>
internal enum TransactionFault
{
    /// <summary>It certainly did not arrive.</summary>
    Undelivered,

    /// <summary>It left, and nothing came back in time.</summary>
    Silent,

    /// <summary>The stream to the trunk broke.</summary>
    WireLost,
}

/// <summary>Who asked, and is told what came back; under the gate.</summary>
internal interface IClientEar
{
    /// <summary>Every provisional response, the final one, and each further 2xx to an INVITE.</summary>
    void Hear(SipResponse response, ClientTransaction of);

    void HearFault(TransactionFault fault, ClientTransaction of);
}
