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

    public static int Take()
    {
        lock (_gate)
        {
            while (true)
            {
                var port = Random.Shared.Next(First, End);
                if (IsFree(port) && _given.Add(port))
                {
                    return port;
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
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
