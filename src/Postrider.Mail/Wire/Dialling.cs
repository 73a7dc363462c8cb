using System.Net;
using System.Net.Sockets;

namespace Postrider.Mail.Wire;

/// <summary>From a name to a socket: resolve once, leave out what must not be reached, try what remains in order.</summary>
internal static class Dialling
{
    public static async ValueTask<Socket> ConnectAsync(MailHost host, CancellationToken cancellationToken)
    {
        var addresses = await ResolveAsync(host, cancellationToken);
        var allowed = host.Objection is { } objection ? Array.FindAll(addresses, address => objection(address) is null) : addresses;
        if (allowed.Length == 0)
        {
            throw addresses.Length == 0
                ? new WireException(WireFault.Unreachable, $"{host.Host} has no address.")
                : new WireException(WireFault.Barred, $"{host} is not used: {host.Objection!(addresses[0])}");
        }

        for (var i = 0; ; i++)
        {
            var socket = new Socket(allowed[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            KeepAlive(socket);
            try
            {
                await socket.ConnectAsync(new IPEndPoint(allowed[i], host.Port), cancellationToken);
                return socket;
            }
            catch (SocketException) when (i + 1 < allowed.Length)
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

    /// <summary>A peer that is gone without a word is noticed within two minutes, also in a session that is silent by design.</summary>
    private static void KeepAlive(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 15);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 4);
    }

    private static async Task<IPAddress[]> ResolveAsync(MailHost host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host.Host, out var address))
        {
            return [address];
        }

        try
        {
            return await Dns.GetHostAddressesAsync(host.Host, cancellationToken);
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            throw new WireException(WireFault.Unreachable, $"{host.Host} could not be found: {exception.Message}", exception);
        }
    }
}
