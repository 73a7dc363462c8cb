using System.Net;
using System.Net.Sockets;

namespace Postrider.Channels;

/// <summary>Which addresses a driver may reach. Private ones are the operator's own network: only the default workspace may name hosts there, unless all may.</summary>
public sealed class NetworkPolicy(bool allowPrivate)
{
    private WorkspaceId? _default;

    /// <summary>Says which workspace is the operator's own.</summary>
    public void Trust(WorkspaceId workspace) => _default = workspace;

    /// <summary>What speaks against a mail or SIP host of this workspace at this address; null: nothing.</summary>
    public string? Objection(WorkspaceId workspace, IPAddress address) =>
        allowPrivate || workspace == _default || !IsPrivate(address) ? null : "it is at a private address. The operator may allow that with POSTRIDER_ALLOW_PRIVATE_NETWORKS=true.";

    /// <summary>Whether secrets may go to this URL: over TLS, or anyhow where private networks are allowed.</summary>
    public bool MayTell(Uri url) => url.Scheme == Uri.UriSchemeHttps || (allowPrivate && url.Scheme == Uri.UriSchemeHttp);

    /// <summary>Whether a URL that a caller named may stand for this address.</summary>
    public bool MayCall(IPAddress address) => allowPrivate || !IsPrivate(address);

    /// <summary>Whether an address is of this machine, of a private network, or of no single host.</summary>
    public static bool IsPrivate(IPAddress address)
    {
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var bytes = address.GetAddressBytes();
        return address.AddressFamily == AddressFamily.InterNetwork
            ? bytes switch
            {
                [0 or 10 or 127, ..] or [169, 254, ..] or [192, 168, ..] or [192, 0, 0, ..] or [198, 18 or 19, ..] or [>= 224, ..] => true,
                [172, var second, ..] => second is >= 16 and <= 31,
                [100, var second, ..] => second is >= 64 and <= 127,
                _ => false,
            }
            : IPAddress.IsLoopback(address) || address.Equals(IPAddress.IPv6Any) || address.IsIPv6LinkLocal || address.IsIPv6SiteLocal || address.IsIPv6UniqueLocal || address.IsIPv6Multicast
                || bytes is [0x00, 0x64, 0xff, 0x9b, ..] or [0x20, 0x02, ..];
    }
}
