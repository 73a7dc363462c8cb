using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Postrider.Sip.Calling;

namespace Postrider.Sip.Transport;

/// <summary>From a trunk to a wire: resolve once, leave out what must not be reached, try what remains in order.</summary>
internal static class Dialling
{
    public static async Task<ISipWire> OpenAsync(SipTrunk trunk, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(trunk.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var addresses = await AllowedAsync(trunk, either.Token);
            return trunk.Transport == SipTransport.Udp ? UdpWire.Open(Point(trunk, addresses[0])) : await ConnectAsync(trunk, addresses, time, either.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unreachable($"{trunk} did not answer within {trunk.ConnectTimeout.TotalSeconds:0.#} seconds.", exception);
        }
        catch (AuthenticationException exception)
        {
            throw Unreachable($"{trunk} could not agree on TLS: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            throw Unreachable($"{trunk} could not be reached: {exception.Message}", exception);
        }
    }

    public static SipException Unreachable(string message, Exception? inner = null) => new(CallEndKind.Unreachable, message, inner: inner);

    private static async Task<IPAddress[]> AllowedAsync(SipTrunk trunk, CancellationToken cancellationToken)
    {
        IPAddress[] addresses;
        try
        {
            addresses = IPAddress.TryParse(trunk.Host.Trim('[', ']'), out var literal) ? [literal] : await Dns.GetHostAddressesAsync(trunk.Host, cancellationToken);
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            throw Unreachable($"{trunk.Host} could not be found: {exception.Message}", exception);
        }

        var allowed = trunk.Objection is { } objection ? Array.FindAll(addresses, address => objection(address) is null) : addresses;
        return allowed.Length > 0 ? allowed
            : throw Unreachable(addresses.Length == 0 ? $"{trunk.Host} has no address." : $"{trunk} is not used: {trunk.Objection!(addresses[0])}");
    }

    private static async Task<ISipWire> ConnectAsync(SipTrunk trunk, IPAddress[] addresses, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var i = 0; ; i++)
        {
            var socket = new Socket(addresses[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                var point = Point(trunk, addresses[i]);
                await socket.ConnectAsync(point, cancellationToken);
                var local = (IPEndPoint)socket.LocalEndPoint!;
                Stream stream = new NetworkStream(socket, ownsSocket: true);
                if (trunk.Transport == SipTransport.Tls)
                {
                    stream = await Tls.WrapAsync(stream, trunk, cancellationToken);
                }

                return new StreamWire(stream, trunk.Transport, local, point, time);
            }
            catch (SocketException) when (i + 1 < addresses.Length)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }

    private static IPEndPoint Point(SipTrunk trunk, IPAddress address) => new(address, trunk.RealPort);
}
