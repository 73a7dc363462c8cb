namespace Postrider.Testing.Sip;

/// <summary>How a peer is reached.</summary>
public enum SipWire
{
    Udp,
    Tcp,
    Tls,
}
