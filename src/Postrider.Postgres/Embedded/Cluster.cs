using System.Globalization;

namespace Postrider.Postgres.Embedded;

/// <summary>The private cluster on disk. It is made under another name and renamed when whole, so a folder of this name is never half made.</summary>
internal sealed class Cluster(EmbeddedFolder folder, ServerUser user, CommandRunner run)
{
    public const string Superuser = "postgres";

    /// <summary>
    /// What an operator may tune, in <c>postgresql.conf</c>; what must hold is on the command line (<see cref="PostmasterAddress"/>). 512 MB of WAL bound the
    /// recovery after a crash to about three seconds; connections beyond a hundred would only cost memory.
    /// </summary>
    private const string Settings = """

        # Postrider's defaults
        max_connections = 100
        shared_buffers = 128MB
        max_wal_size = 512MB
        idle_in_transaction_session_timeout = 60s
        timezone = 'UTC'
        log_timezone = 'UTC'
        log_line_prefix = '%m [%p] '

        """;

    // After a crash PostgreSQL first flushes every file of the cluster; one call for all of them took at most 1.0 s where one by one took up to 2.7 s.
    private const string LinuxSettings = "recovery_init_sync_method = syncfs\n";

    /// <summary>The password arrives on standard input: on a command line every user of the machine could read it.</summary>
    private const string Make = """
        initdb=$1 place=$2 superuser=$3 settings=$4
        umask 077
        rm -rf -- "$place.unfinished" "$place.password"
        cat >"$place.password" || exit
        "$initdb" -D "$place.unfinished" -U "$superuser" --pwfile="$place.password" --auth=scram-sha-256 --no-locale -E UTF8
        code=$?
        rm -f -- "$place.password"
        [ "$code" -eq 0 ] || exit "$code"
        printf '%s\n' "$settings" >>"$place.unfinished/postgresql.conf" && sync "$place.unfinished/postgresql.conf" && mv -- "$place.unfinished" "$place"
        """;

    private static string AllSettings => OperatingSystem.IsLinux() ? Settings + LinuxSettings : Settings;

    /// <summary>The PostgreSQL version that made the cluster; null when there is none yet.</summary>
    public int? Major()
    {
        var file = Path.Combine(folder.Cluster, "PG_VERSION");
        return File.Exists(file) ? int.Parse(File.ReadAllText(file).Trim(), CultureInfo.InvariantCulture) : null;
    }

    public async Task CreateAsync(Binaries binaries, string password, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            await CreateOnWindowsAsync(binaries, password, cancellationToken);
            return;
        }

        await run.RequireAsync(user, "/bin/sh", ["-c", Make, "sh", binaries.InitDb, folder.Cluster, Superuser, AllSettings], cancellationToken, password);
    }

    private async Task CreateOnWindowsAsync(Binaries binaries, string password, CancellationToken cancellationToken)
    {
        var unfinished = folder.Cluster + ".unfinished";
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        string[] arguments = ["-D", unfinished, "-U", Superuser, $"--pwfile={folder.Password}", "--auth=scram-sha-256", "--no-locale", "-E", "UTF8"];
        await run.RequireAsync(user, binaries.InitDb, arguments, cancellationToken, password);
        await File.AppendAllTextAsync(Path.Combine(unfinished, "postgresql.conf"), AllSettings, cancellationToken);
        Directory.Move(unfinished, folder.Cluster);
    }
}
