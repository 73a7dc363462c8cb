using System.Diagnostics;
using System.Globalization;

namespace Postrider.Postgres.Embedded;

/// <summary>
/// PostgreSQL under a small shell that holds one end of a pipe from this process. When the pipe closes, because we ask or because we died, kill -9 included,
/// the shell has PostgreSQL shut down. The shell also reaps it, so that no zombie is taken for a running postmaster by the next start.
/// </summary>
internal sealed class UnixPostmaster : IPostmaster
{
    // HUP, INT, QUIT and TERM are ignored because a service manager or a closing terminal may send them to all processes at once, and PostgreSQL has to
    // outlive the server's draining. It sets its own handlers; the waiting child does not, hence KILL. Descriptors 4 to 9 are what a script that started the
    // server may have left open, such as the lock of a flock(1), which must not outlive the server in PostgreSQL.
    private const string Shell = """
        log=$1; shift
        exec 3<&0 4<&- 5<&- 6<&- 7<&- 8<&- 9<&- </dev/null
        trap '' HUP INT QUIT TERM
        umask 077
        "$@" >>"$log" 2>&1 3<&- &
        postmaster=$!
        (read -r _ <&3; kill -INT "$postmaster") >/dev/null 2>&1 &
        waiting=$!
        echo "$postmaster"
        exec 3<&- >/dev/null 2>&1
        wait "$postmaster"; code=$?
        kill -KILL "$waiting"
        exit "$code"
        """;

    private readonly Process _shell;

    private UnixPostmaster(Process shell, int pid)
    {
        _shell = shell;
        Pid = pid;
        Ended = shell.WaitForExitAsync();
    }

    public int Pid { get; }

    public Task Ended { get; }

    public static async Task<IPostmaster> LaunchAsync(
        EmbeddedFolder folder,
        Binaries binaries,
        ServerUser user,
        PostmasterAddress address,
        CancellationToken cancellationToken)
    {
        string[] words = [.. OwnSession(), "/bin/sh", "-c", Shell, "sh", folder.Log, binaries.Postgres, "-D", folder.Cluster, .. address.Settings];
        var shell = CommandRunner.Start(CommandRunner.Prepare(user, words[0], words[1..]));
        try
        {
            return int.TryParse(await shell.StandardOutput.ReadLineAsync(cancellationToken), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                ? new UnixPostmaster(shell, pid)
                : throw new EmbeddedServerException(
                    $"PostgreSQL could not be launched: {(await shell.StandardError.ReadToEndAsync(cancellationToken)).Trim()}");
        }
        catch
        {
            shell.StandardInput.Close();
            shell.Dispose();
            throw;
        }
    }

    public Task AskToStopAsync(CancellationToken cancellationToken)
    {
        _shell.StandardInput.Close();
        return Task.CompletedTask;
    }

    public void Dispose() => _shell.Dispose();

    /// <summary>
    /// A session of its own, so that Ctrl-C in the server's terminal reaches the server alone. macOS has no setsid command but always has perl.
    /// </summary>
    private static string[] OwnSession() =>
        OperatingSystem.IsMacOS() ? ["/usr/bin/perl", "-e", "use POSIX; POSIX::setsid(); exec @ARGV", "--"] : ["setsid"];
}
