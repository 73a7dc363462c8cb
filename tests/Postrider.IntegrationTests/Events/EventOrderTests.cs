using System.Collections.Concurrent;
using Npgsql;
using Postrider.Dispatching;
using Postrider.Events;
using Postrider.Storage;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Events;

/// <summary>Positions rise in commit order, whatever transactions overlap: a reader misses nothing and meets nothing twice.</summary>
public sealed class EventOrderTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Reader_misses_nothing_while_two_nodes_write_and_a_transaction_stays_open()
    {
        var driver = new ScriptedDriver();
        await using var first = await TestNode.StartAsync(database.Database, driver);
        await using var second = await TestNode.StartAsync(database.Database, driver);
        var account = await first.MakeAccountAsync(await first.MakeWorkspaceAsync("reader"), "mail", made => made with { MaxConnections = 50 });
        using var over = new CancellationTokenSource();
        var reading = FollowAsync(first.Get<IEventStore>(), account.Workspace, over.Token);

        TestNode[] nodes = [first, second];
        await Task.WhenAll(Enumerable.Range(0, 600).Select(i => nodes[i % 2].AcceptedAsync(TestNode.Mail(account, $"to{i}@example.com"))));
        await Eventually.SeesAsync(() => CountAsync(account.Workspace, EventKind.JobSucceeded), count => count == 600, "all have succeeded");
        var written = await CountAsync(account.Workspace, null);
        await Eventually.SeesAsync(() => Task.FromResult((long)reading.Seen.Count), count => count >= written, "the reader is through");
        await over.CancelAsync();
        await reading.Ended;

        Assert.Equal(written, reading.Seen.Count);
        Assert.Equal(reading.Seen.Distinct().Order(), reading.Seen);
    }

    /// <summary>Two transactions overlap: the one that wrote its event first commits last. The other must wait for it at the log's lock.</summary>
    [Fact]
    public async Task Later_transaction_cannot_pass_an_open_one()
    {
        await using var node = await TestNode.StartAsync(database.Database, new ScriptedDriver(), options: new EngineOptions { Roles = "api" });
        var account = await node.MakeAccountAsync(await node.MakeWorkspaceAsync("overlap"), "mail");
        var before = (await node.Get<IEventStore>().ReadAsync(account.Workspace, 0, null, 1000, CancellationToken.None))[^1].Position;
        await using var open = await database.Database.Read.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await open.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(open, "select pg_advisory_xact_lock(7001)");
        await ExecuteAsync(open, $"insert into event (workspace_id, position, kind, at) values ({account.Workspace.Value}, nextval('event_position'), 'job.accepted', now())");

        var accepting = node.AcceptedAsync(TestNode.Mail(account));
        await Eventually.SeesAsync(WaitersAsync, waiters => waiters > 0, "the acceptance waits for the log");
        var meanwhile = await node.Get<IEventStore>().ReadAsync(account.Workspace, before, null, 1000, CancellationToken.None);
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        var accepted = await accepting;
        var after = await node.Get<IEventStore>().ReadAsync(account.Workspace, before, null, 1000, CancellationToken.None);

        Assert.Empty(meanwhile);
        Assert.Equal(2, after.Count);
        Assert.Null(after[0].JobId);
        Assert.Equal(accepted.JobId, after[1].JobId);
    }

    private static (Task Ended, ConcurrentQueue<long> Seen) FollowAsync(IEventStore events, WorkspaceId workspace, CancellationToken over)
    {
        var seen = new ConcurrentQueue<long>();
        return (Task.Run(ReadAsync, CancellationToken.None), seen);

        async Task ReadAsync()
        {
            var after = 0L;
            while (!over.IsCancellationRequested)
            {
                foreach (var entry in await events.ReadAsync(workspace, after, null, 37, CancellationToken.None))
                {
                    seen.Enqueue(entry.Position);
                    after = entry.Position;
                }
            }
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<long> CountAsync(WorkspaceId workspace, string? kind)
    {
        await using var command = database.Database.Read.CreateCommand("select count(*) from event where workspace_id = $1 and ($2::text is null or kind = $2)");
        command.Parameters.AddWithValue(workspace.Value);
        command.Parameters.AddWithValue((object?)kind ?? DBNull.Value);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task<long> WaitersAsync()
    {
        await using var command = database.Database.Read.CreateCommand("select count(*) from pg_locks where locktype = 'advisory' and not granted and objid = 7001");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
