using System.Globalization;

namespace Postrider.Postgres.Embedded;

/// <summary>Stops postmasters on the cluster: ours, and one that a killed server left behind.</summary>
internal sealed class PostmasterControl(
    EmbeddedFolder folder,
    Binaries binaries,
    ServerUser user,
    PostmasterAddress address,
    CommandRunner run,
    TimeProvider time)
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(20);

    private readonly ProcessTable _processes = new(folder, run);

    public Task AskToStopAsync(CancellationToken cancellationToken) => AskAsync("fast", cancellationToken);

    /// <summary>Without the shutdown checkpoint; what is committed is in the log and comes back at the next start.</summary>
    public Task AskToStopAtOnceAsync(CancellationToken cancellationToken) => AskAsync("immediate", cancellationToken);

    /// <summary>
    /// Leaves no postmaster on the cluster and no lock file that would keep one from starting. Never removes the file of a live postmaster: two on one
    /// cluster would ruin it.
    /// </summary>
    /// <returns>The process id of an orphan that had to be stopped.</returns>
    public async Task<int?> ClearAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        int? orphan = null;
        if (PidFile.Read(folder) is { } file && await _processes.LookAsync(file.Pid, cancellationToken) == ProcessKind.Postmaster)
        {
            await StopAsync(file.Pid, limit, cancellationToken);
            orphan = file.Pid;
        }

        await RemoveStaleAsync(PidFile.PathIn(folder), cancellationToken);
        await RemoveStaleAsync(address.LockFile, cancellationToken);
        return orphan;
    }

    /// <summary>A file that names no process at all is left to PostgreSQL, which then also looks for children the dead one left behind.</summary>
    private async Task RemoveStaleAsync(string? path, CancellationToken cancellationToken)
    {
        if (path is not null && PidFile.Read(path) is { } file && await _processes.LookAsync(file.Pid, cancellationToken) == ProcessKind.Other)
        {
            File.Delete(path);
        }
    }

    private async Task StopAsync(int pid, TimeSpan limit, CancellationToken cancellationToken)
    {
        await AskToStopAsync(cancellationToken);
        if (await EndedAsync(pid, limit, cancellationToken))
        {
            return;
        }

        await AskToStopAtOnceAsync(cancellationToken);
        if (!await EndedAsync(pid, limit, cancellationToken))
        {
            throw new EmbeddedServerException(
                $"A PostgreSQL that an earlier server left behind still uses {folder.Cluster} (process {pid.ToString(CultureInfo.InvariantCulture)}) "
                + "and does not stop. End it and start again.");
        }
    }

    private async Task<bool> EndedAsync(int pid, TimeSpan limit, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        while (await _processes.LookAsync(pid, cancellationToken) == ProcessKind.Postmaster)
        {
            if (time.GetElapsedTime(begun) > limit)
            {
                return false;
            }

            await Task.Delay(_look, time, cancellationToken);
        }

        return true;
    }

    /// <summary>Its exit code does not matter: "no server running" is what was wanted, and everything else shows when the process does not end.</summary>
    private async Task AskAsync(string mode, CancellationToken cancellationToken) =>
        await run.RunAsync(user, binaries.PgCtl, ["stop", "-W", "-D", folder.Cluster, "-m", mode], cancellationToken);
}
