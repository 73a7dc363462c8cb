using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Postrider.Access;

namespace Postrider.Server.Security;

/// <summary>
/// The direct peer as a rate limit counts it. Headers that name another address are anybody's to write. Of IPv6 the first 64 bits
/// count: the rest is every customer's own to change at will.
/// </summary>
internal static class AddressSubject
{
    public static RateSubject Of(HttpContext context) => new(RateKind.Address, Id(context.Connection.RemoteIpAddress));

    internal static UInt128 Id(IPAddress? address)
    {
        if (address is null)
        {
            return 0;
        }

        Span<byte> bytes = stackalloc byte[16];
        var peer = address.AddressFamily == AddressFamily.InterNetwork ? address.MapToIPv6() : address;
        peer.TryWriteBytes(bytes, out _);
        if (!peer.IsIPv4MappedToIPv6)
        {
            bytes[8..].Clear();
        }

        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
