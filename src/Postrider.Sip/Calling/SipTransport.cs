namespace Postrider.Sip.Calling;

/// <summary>How SIP messages travel to a trunk.</summary>
public enum SipTransport
{
    Udp,
    Tcp,
    Tls,
}
