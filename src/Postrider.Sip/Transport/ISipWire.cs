using System.Net;
using Postrider.Sip.Calling;
using Postrider.Sip.Messages;

namespace Postrider.Sip.Transport;

/// <summary>What messages travel over.</summary>
internal interface ISipWire : IAsyncDisposable
{
    SipTransport Kind { get; }

    IPEndPoint Local { get; }

    /// <summary>Where the trunk was found.</summary>
    IPEndPoint Trunk { get; }

    /// <summary>Completes when nothing goes over it any more.</summary>
    Task Closed { get; }

    bool IsReliable => Kind != SipTransport.Udp;

    void Begin(IWireEar ear);

    /// <summary>Never waits. False: it certainly did not leave.</summary>
    bool Send(ReadOnlyMemory<byte> message, IPEndPoint to);

    /// <summary>Keeps the way open for what comes back: middle boxes forget what is silent.</summary>
    void KeepAlive();
}

/// <summary>Told by a wire's own loops.</summary>
internal interface IWireEar
{
    void Hear(SipMessage message, IPEndPoint from);

    /// <summary>The trunk's machine said that nobody listens on that port (UDP).</summary>
    void HearRefusal();

    /// <summary>Nothing comes any more, with what is known about it (TCP, TLS).</summary>
    void HearEnd(string reason);
}
