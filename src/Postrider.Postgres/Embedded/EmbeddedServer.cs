using Microsoft.Extensions.Logging;
using Npgsql;

namespace Postrider.Postgres.Embedded;

/// <summary>
/// The server's own PostgreSQL: a private cluster in the data folder, started and stopped with the server and started again whenever it ends by itself.
/// The connection string stays the same from start to stop.
/// </summary>
public sealed partial class EmbeddedServer : IAsyncDisposable
{
    private readonly FolderLock _lock;
    private readonly PostmasterStarter _starter;
    private readonly PostmasterControl _control;
    private readonly PostmasterAddress _address;
    private readonly EmbeddedOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _stopGate = new(1);
    private IPostmaster _postmaster;
    private Task _watch = Task.CompletedTask;
    private bool _stopped;

    private EmbeddedServer(Parts parts, IPostmaster postmaster, EmbeddedOptions options, ILogger logger, TimeProvider time)
    {
        (_lock, _starter, _control, _address, ConnectionString, PostgresMajor) = parts;
        _postmaster = postmaster;
        _options = options;
        _logger = logger;
        _time = time;
    }

    /// <summary>For Npgsql: role and database <c>postrider</c>, through the unix socket (on Windows a loopback port).</summary>
    public string ConnectionString { get; }

    /// <summary>The major version that runs, such as 18.</summary>
    public int PostgresMajor { get; }

    /// <summary>Makes the cluster if there is none, stops what a killed server left behind, and returns when connections are accepted.</summary>
    /// <exception cref="EmbeddedServerException">It cannot run here; the message says what to do.</exception>
    public static async Task<EmbeddedServer> StartAsync(EmbeddedOptions options, ILogger logger, TimeProvider time, CancellationToken cancellationToken)
    {
        var folder = EmbeddedFolder.Open(options.DataFolder ?? DataFolder.Default());
        var folderLock = FolderLock.Take(folder);
        try
        {
            var run = new CommandRunner(time);
            var user = await ServerUser.ForAsync(folder, run, cancellationToken);
            await folder.HandOverAsync(user, run, cancellationToken);

            var cluster = new Cluster(folder, user, run);
            var binaries = await new BinaryFinder(folder, user, run).FindAsync(options.BinaryFolder, cluster.Major(), cancellationToken);
            var password = PasswordFile.ReadOrCreate(folder);
            var first = cluster.Major() is null;
            if (first)
            {
                EmbeddedServerLog.ClusterMade(logger, binaries.Major, folder.Cluster);
                await cluster.CreateAsync(binaries, password, cancellationToken);
            }

            var address = await PostmasterAddress.PrepareAsync(folder, user, run, cancellationToken);
            var control = new PostmasterControl(folder, binaries, user, address, run, time);
            var starter = new PostmasterStarter(folder, binaries, user, address, control, options, logger, time);
            var postmaster = await starter.StartAsync(cancellationToken);
            var parts = new Parts(folderLock, starter, control, address, DatabaseSetup.ConnectionString(address, password), binaries.Major);
            var server = new EmbeddedServer(parts, postmaster, options, logger, time);
            try
            {
                await DatabaseSetup.EnsureAsync(address, password, first, cancellationToken);
            }
            catch (PostgresException e)
            {
                await server.DisposeAsync();
                throw new EmbeddedServerException($"PostgreSQL runs on {folder.Cluster} but does not let its own server in: {e.MessageText}", e);
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }

            EmbeddedServerLog.Ready(logger, binaries.Major, postmaster.Pid, folder.Cluster);
            server._watch = server.WatchAsync();
            return server;
        }
        catch
        {
            folderLock.Dispose();
            throw;
        }
    }

    private sealed record Parts(
        FolderLock Lock,
        PostmasterStarter Starter,
        PostmasterControl Control,
        PostmasterAddress Address,
        string ConnectionString,
        int Major);
}
