using System.Diagnostics;

namespace Postrider.Postgres.Embedded;

/// <summary>
/// PostgreSQL through <c>pg_ctl</c>, which alone can give up an administrator's rights there. A server that is killed leaves it running for the next start
/// to stop.
/// </summary>
internal sealed class WindowsPostmaster : IPostmaster
{
    private readonly Process _process;
    private readonly Func<CancellationToken, Task> _stop;

    private WindowsPostmaster(Process process, Func<CancellationToken, Task> stop)
    {
        _process = process;
        _stop = stop;
        Ended = process.WaitForExitAsync();
    }

    public int Pid => _process.Id;

    public Task Ended { get; }

    public static async Task<IPostmaster> LaunchAsync(
        EmbeddedFolder folder,
        Binaries binaries,
        PostmasterAddress address,
        TimeSpan limit,
        Func<CancellationToken, Task> stop,
        CancellationToken cancellationToken)
    {
        string[] arguments = ["start", "-w", "-t", $"{limit.TotalSeconds:0}", "-D", folder.Cluster, "-l", folder.Log, "-o", string.Join(' ', address.Settings)];
        var start = CommandRunner.Prepare(ServerUser.Ours, binaries.PgCtl, arguments);

        // PostgreSQL would inherit the pipes and hold them for its lifetime; waiting for their end would never end.
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = false;
        using var command = CommandRunner.Start(start);
        await command.WaitForExitAsync(cancellationToken);
        try
        {
            return PidFile.Read(folder) is { Ready: true } file
                ? new WindowsPostmaster(Process.GetProcessById(file.Pid), stop)
                : throw new EmbeddedServerException($"PostgreSQL did not start; {folder.Log} says why.");
        }
        catch (ArgumentException e)
        {
            throw new EmbeddedServerException($"PostgreSQL ended right after it started; {folder.Log} says why.", e);
        }
    }

    public Task AskToStopAsync(CancellationToken cancellationToken) => _stop(cancellationToken);

    public void Dispose() => _process.Dispose();
}
