using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Postrider.Postgres.Embedded;

/// <summary>
/// Where the private cluster listens: a unix socket in a folder closed to everyone else, or on Windows a loopback port. It stays the same across restarts.
/// </summary>
internal sealed record PostmasterAddress(string Host, int Port)
{
    private const int SocketPort = 5432;

    private const string ShortPlace = "/tmp";

    // The kernel's limit is 107 bytes on Linux and 103 on macOS, and "/.s.PGSQL.5432.lock" is added to the folder.
    private const int LongestFolder = 80;

    /// <summary>The settings no file may override. Command line rather than postgresql.conf, because a commit that is answered has to be on disk.</summary>
    public IReadOnlyList<string> Settings => OperatingSystem.IsWindows()
        ? ["-c", $"listen_addresses={Host}", .. Fixed]
        : ["-c", "listen_addresses=", "-c", $"unix_socket_directories={Host}", "-c", "unix_socket_permissions=0700", .. Fixed];

    /// <summary>What PostgreSQL keeps beside its socket, and refuses to replace while the process it names lives, whatever that process is.</summary>
    public string? LockFile => OperatingSystem.IsWindows() ? null : Path.Combine(Host, $".s.PGSQL.{Port.ToString(CultureInfo.InvariantCulture)}.lock");

    private IEnumerable<string> Fixed => ["-c", $"port={Port.ToString(CultureInfo.InvariantCulture)}", "-c", "synchronous_commit=on", "-c", "fsync=on"];

    public static async Task<PostmasterAddress> PrepareAsync(EmbeddedFolder folder, ServerUser user, CommandRunner run, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            return new PostmasterAddress(IPAddress.Loopback.ToString(), FreePort());
        }

        var place = SocketFolder(folder);

        // -O: in a folder open to all, such as /tmp, somebody else may have made it first.
        const string Make = """umask 077; mkdir -p -- "$1" && [ -O "$1" ] && [ ! -L "$1" ] && chmod 700 -- "$1" """;
        var made = await run.RunAsync(user, "/bin/sh", ["-c", Make, "sh", place], cancellationToken);
        return made.ExitCode == 0
            ? new PostmasterAddress(place, SocketPort)
            : throw new EmbeddedServerException(
                $"{place} cannot be used for PostgreSQL's socket: it belongs to somebody else, or cannot be made. {made.Error.Trim()}");
    }

    /// <summary>Leaves nothing of ours in a folder that is everybody's.</summary>
    public void Leave()
    {
        if (Path.GetDirectoryName(Host) != ShortPlace)
        {
            return;
        }

        try
        {
            Directory.Delete(Host);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not empty, or gone already; the next start on this data folder uses the same name again.
        }
    }

    /// <summary>
    /// Beside the cluster, where nobody else can interfere, unless that path is too long or has characters that a list of hosts gives a meaning.
    /// </summary>
    private static string SocketFolder(EmbeddedFolder folder)
    {
        var beside = Path.Combine(folder.Server, "socket");
        if (beside.Length <= LongestFolder && beside.All(c => char.IsAsciiLetterOrDigit(c) || "/._-".Contains(c, StringComparison.Ordinal)))
        {
            return beside;
        }

        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder.Server)))[..16];
        return $"{ShortPlace}/postrider-{name}";
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
