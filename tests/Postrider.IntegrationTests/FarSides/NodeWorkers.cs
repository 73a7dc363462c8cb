using Postrider.Dispatching;
using Postrider.Testing;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;

namespace Postrider.IntegrationTests.FarSides;

/// <summary>Nodes in the test's own process, whose clock and whose database's are turned, so that nobody waits for a lease or a look.</summary>
/// <param name="database">Theirs.</param>
/// <param name="clock">Theirs, and the far sides'.</param>
/// <param name="silences">How many requests were left without an answer so far.</param>
internal sealed class NodeWorkers(TestDatabase database, RunningClock clock, Func<int> silences) : IWorkers
{
    // By more than anybody waits for an answer, and by less than any look keeps off.
    private static readonly TimeSpan _step = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(25);

    private readonly List<TestNode> _alive = [];
    private readonly List<Task> _dying = [];
    private int _silencesBefore;

    public TimeSpan Patience => TimeSpan.FromMinutes(10);

    public async Task StartOneAsync() => _alive.Add(await AgreementHouse.StartNodeAsync(database.Database, clock, TestNode.Turned with { Roles = "worker", Drain = TimeSpan.Zero }));

    /// <summary>
    /// What it has running is from now on that of a node that never was: nothing that it still writes down counts. Then its requests are cut off.
    /// Its lease, which the turning of clocks must not end, would hold the others up.
    /// </summary>
    public async Task KillOneAsync()
    {
        var killed = _alive[0];
        _alive.RemoveAt(0);
        var ghost = Guid.NewGuid();
        await database.RunAsync($"insert into node (node_id, name, roles, started_at, lease_until) values ('{ghost}', 'ghost', 'worker', postrider_now(), postrider_now())");
        await database.RunAsync($"update live_job set node_id = '{ghost}' where node_id = '{killed.Get<NodeLease>().NodeId}' and state = 'running'");
        _dying.Add(killed.StopAsync());
    }

    /// <summary>Turns the clocks, but only when all that runs waits in silence: a turn must not overtake what is on its way.</summary>
    public async Task PassAsync()
    {
        await Task.Delay(_pause, TimeProvider.System);
        if (!_dying.TrueForAll(dying => dying.IsCompleted))
        {
            // What it still has on its way is nobody's any more, and so in no count.
            return;
        }

        var silent = silences();
        await using var command = database.Database.Read.CreateCommand("select count(*) from live_job where state = 'running'");
        if ((long)(await command.ExecuteScalarAsync())! <= silent - _silencesBefore)
        {
            _silencesBefore = silent;
            await database.TurnAsync(_step);
            clock.Turn(_step);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_alive.Select(node => node.DisposeAsync().AsTask()));
        clock.Turn(_step);
        await Task.WhenAll(_dying);
    }
}
