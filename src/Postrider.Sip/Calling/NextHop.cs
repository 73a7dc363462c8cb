using System.Net;
using Postrider.Sip.Messages;
using Postrider.Sip.Transport;

namespace Postrider.Sip.Calling;

/// <summary>Where a request within a call is sent.</summary>
internal static class NextHop
{
    /// <summary>
    /// To the literal address that the route or the contact names. A name, another transport or an address that must not be used means the
    /// way that the far side was heard from: it is what answered for that name.
    /// </summary>
    public static IPEndPoint Of(string uri, IPEndPoint heardFrom, ISipWire wire, Func<IPAddress, string?>? objection)
    {
        if (wire.IsReliable)
        {
            return wire.Trunk;
        }

        var parsed = SipUri.Parse(NameAddress.Parse(uri)?.Uri);
        return parsed is { IsSecure: false }
            && (parsed.Transport is null || parsed.Transport.Equals("udp", StringComparison.OrdinalIgnoreCase))
            && IPAddress.TryParse(parsed.Host, out var address)
            && address.AddressFamily == heardFrom.AddressFamily
            && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any) && !address.Equals(IPAddress.Broadcast)
            && objection?.Invoke(address) is null
            ? new IPEndPoint(address, parsed.Port == 0 ? 5060 : parsed.Port)
            : heardFrom;
    }
}
