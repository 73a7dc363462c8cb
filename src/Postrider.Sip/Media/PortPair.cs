using System.Net;
using System.Net.Sockets;

namespace Postrider.Sip.Media;

/// <summary>A socket for sound on an even port and one for reports on the next.</summary>
internal sealed class PortPair : IDisposable
{
    private const int Tries = 100;

    private PortPair(Socket sound, Socket reports)
    {
        Sound = sound;
        Reports = reports;
    }

    public Socket Sound { get; }

    public Socket Reports { get; }

    /// <exception cref="IOException">No pair is free.</exception>
    public static PortPair Open(IPAddress local, RtpOptions options)
    {
        var first = (options.FirstPort + 1) & ~1;
        var pairs = (options.LastPort + 1 - first) / 2;
        if (options.FirstPort <= 0)
        {
            return AnyFree(local);
        }

        // From anywhere in the range, so that a port is not used again at once by the next call.
        var begin = pairs > 0 ? Random.Shared.Next(pairs) : 0;
        for (var i = 0; i < pairs; i++)
        {
            if (TryOpen(local, first + (2 * ((begin + i) % pairs))) is { } pair)
            {
                return pair;
            }
        }

        throw new IOException($"No pair of UDP ports is free on {local} between {options.FirstPort} and {options.LastPort}.");
    }

    public void Dispose()
    {
        Sound.Dispose();
        Reports.Dispose();
    }

    private static PortPair AnyFree(IPAddress local)
    {
        for (var i = 0; i < Tries; i++)
        {
            using var probe = Bind(local, 0) ?? throw new IOException($"No UDP port can be taken on {local}.");
            var port = ((IPEndPoint)probe.LocalEndPoint!).Port & ~1;
            probe.Dispose();
            if (TryOpen(local, port) is { } pair)
            {
                return pair;
            }
        }

        throw new IOException($"No pair of UDP ports is free on {local}.");
    }

    private static PortPair? TryOpen(IPAddress local, int port)
    {
        if (Bind(local, port) is not { } sound)
        {
            return null;
        }

        if (Bind(local, port + 1) is { } reports)
        {
            return new PortPair(sound, reports);
        }

        sound.Dispose();
        return null;
    }

    private static Socket? Bind(IPAddress local, int port)
    {
        var socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Bind(new IPEndPoint(local, port));
            socket.Blocking = false;
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }
}
