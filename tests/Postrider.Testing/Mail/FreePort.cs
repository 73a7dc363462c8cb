using System.Net;
using System.Net.Sockets;

namespace Postrider.Testing.Mail;

/// <summary>
/// Ports that stay free while a server is down between two starts: they lie below those which the system gives to
/// outgoing sockets, and none is given twice by one process.
/// </summary>
public static class FreePort
{
    private const int First = 12000;
    private const int End = 32000;

    private static readonly Lock _gate = new();
    private static readonly HashSet<int> _given = [];

    public static int Take() => TakeRow(1);

    /// <summary>The first of so many ports in a row, for servers that count on from the one they are told. It is an even one where more than one is asked for.</summary>
    public static int TakeRow(int count)
    {
        lock (_gate)
        {
            while (true)
            {
                var first = Random.Shared.Next(First, End - count);
                first -= count == 1 ? 0 : first % 2;
                var row = Enumerable.Range(first, count);
                if (row.All(port => !_given.Contains(port) && IsFree(port)))
                {
                    _given.UnionWith(row);
                    return first;
                }
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var trial = new TcpListener(IPAddress.Loopback, port);
            trial.Start();
            using var datagrams = new UdpClient(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
