using Postrider.Testing.Postgres;
using Postrider.Testing.Server;

namespace Postrider.IntegrationTests.FarSides;

/// <summary>Real servers, killed as the system kills.</summary>
internal sealed class ProcessWorkers(TestDatabase database) : IWorkers
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(500);

    private static readonly Dictionary<string, string> _settings =
        new() { ["Logging__LogLevel__Default"] = "Warning", ["POSTRIDER_ROLES"] = "worker", ["POSTRIDER_ALLOW_PRIVATE_NETWORKS"] = "true" };

    private readonly List<ServerProcess> _alive = [];

    public TimeSpan Patience => TimeSpan.FromMinutes(30);

    public async Task StartOneAsync() => _alive.Add(await ServerProcess.StartAsync(database.ConnectionString, _settings));

    public async Task KillOneAsync()
    {
        await using var killed = _alive[0];
        _alive.RemoveAt(0);
        await killed.KillAsync();
    }

    public Task PassAsync() => Task.Delay(_pause, TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _alive)
        {
            await worker.DisposeAsync();
        }
    }
}
