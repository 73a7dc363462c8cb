using System.Text;
using Microsoft.Extensions.Logging;

namespace Postrider.Postgres.Embedded;

/// <summary>Brings PostgreSQL up on the cluster, whatever an earlier one left behind.</summary>
internal sealed class PostmasterStarter(
    EmbeddedFolder folder,
    Binaries binaries,
    ServerUser user,
    PostmasterAddress address,
    PostmasterControl control,
    EmbeddedOptions options,
    ILogger logger,
    TimeProvider time)
{
    private const long LongestLog = 8 * 1024 * 1024;

    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    /// <summary>What the remains of a killed postmaster make the next one say: its lock file, and shared memory that its last children still hold.</summary>
    private static readonly string[] _passing = ["lock file", "pre-existing shared memory block", "already in use", "still in use"];

    public async Task<IPostmaster> StartAsync(CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            if (await control.ClearAsync(options.StopTimeout, cancellationToken) is { } orphan)
            {
                EmbeddedServerLog.OrphanStopped(logger, orphan);
            }

            var logged = TurnLog();
            if (await LaunchAsync(cancellationToken) is { } postmaster)
            {
                return postmaster;
            }

            var words = WordsSince(logged);
            if (time.GetElapsedTime(begun) > _patience || !_passing.Any(passing => words.Contains(passing, StringComparison.Ordinal)))
            {
                throw new EmbeddedServerException($"PostgreSQL did not start on {folder.Cluster}. Its log {folder.Log} says:{Environment.NewLine}{words}");
            }

            await Task.Delay(_pause, time, cancellationToken);
        }
    }

    private async Task<IPostmaster?> LaunchAsync(CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            return await WindowsPostmaster.LaunchAsync(folder, binaries, address, options.StartTimeout, control.AskToStopAsync, cancellationToken);
        }

        var postmaster = await UnixPostmaster.LaunchAsync(folder, binaries, user, address, cancellationToken);
        try
        {
            if (await ReadyAsync(postmaster, cancellationToken))
            {
                return postmaster;
            }

            postmaster.Dispose();
            return null;
        }
        catch
        {
            // The pipe closes with it, and PostgreSQL stops by itself.
            await postmaster.AskToStopAsync(CancellationToken.None);
            postmaster.Dispose();
            throw;
        }
    }

    private async Task<bool> ReadyAsync(IPostmaster postmaster, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        while (PidFile.Read(folder) is not { Ready: true } file || file.Pid != postmaster.Pid)
        {
            if (postmaster.Ended.IsCompleted)
            {
                return false;
            }

            if (time.GetElapsedTime(begun) > options.StartTimeout)
            {
                throw new EmbeddedServerException($"PostgreSQL was not ready after {options.StartTimeout.TotalSeconds:0} seconds. Its log is {folder.Log}.");
            }

            await Task.Delay(_look, time, cancellationToken);
        }

        return true;
    }

    /// <summary>Keeps one earlier log, so that a chatty server cannot fill the disk across restarts.</summary>
    private long TurnLog()
    {
        var log = new FileInfo(folder.Log);
        if (log.Exists && log.Length > LongestLog)
        {
            File.Move(folder.Log, folder.Log + ".1", overwrite: true);
            return 0;
        }

        return log.Exists ? log.Length : 0;
    }

    private string WordsSince(long position)
    {
        const int Longest = 4_000;
        try
        {
            using var log = new FileStream(folder.Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            log.Position = Math.Max(position, log.Length - Longest);
            using var reader = new StreamReader(log, Encoding.UTF8);
            return reader.ReadToEnd().Trim();
        }
        catch (IOException e)
        {
            return e.Message;
        }
    }
}
