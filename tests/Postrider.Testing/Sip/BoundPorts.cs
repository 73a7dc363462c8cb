using System.Globalization;

namespace Postrider.Testing.Sip;

/// <summary>What the kernel says about ports. Asking it disturbs no server, whereas a probe would be a call, and a trial socket could be in the server's way.</summary>
internal static class BoundPorts
{
    private const string Listening = "0A";

    public static bool HasUdp(int port) => Any("/proc/net/udp", port, state: null);

    public static bool HasTcp(int port) => Any("/proc/net/tcp", port, Listening);

    private static bool Any(string table, int port, string? state)
    {
        var end = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        return File.ReadLines(table).Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Any(row => row[1].EndsWith(end, StringComparison.Ordinal) && (state is null || row[3] == state));
    }
}
