using System.Globalization;
using Npgsql;
using Postrider.Dispatching;
using Postrider.Events;
using Postrider.Jobs;
using Postrider.Postgres.Schema;
using Postrider.Storage;

namespace Postrider.Postgres.Storage;

/// <summary>Leases, and the statements of the duties that one node at a time does.</summary>
public sealed class NodeStore(Database database) : INodeStore
{
    private static readonly Statements _sql = Statements.Load("node.sql");

    public async Task<LeaseRenewal> RenewAsync(Guid nodeId, string name, string roles, TimeSpan lease, bool first, CancellationToken cancellationToken)
    {
        await using var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        if (first)
        {
            batch.Add(_sql["enter"]).With(nodeId).With(name).With(roles).With(Instant.Microseconds(lease));
        }
        else
        {
            batch.Add(_sql["renew"]).With(nodeId).With(Instant.Microseconds(lease));
        }

        batch.Add(_sql["count_live"]).With(nodeId);
        await using var reader = await batch.ReadAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new LeaseRenewal(reader.GetBoolean(1), reader.GetInt32(0));
    }

    /// <summary>A node that still has running jobs stays known, its lease ended, until they are settled.</summary>
    public Task LeaveAsync(Guid nodeId, CancellationToken cancellationToken) => RunAsync(batch =>
    {
        batch.Add(_sql["end_lease"]).With(nodeId);
        batch.Add(_sql["leave"]).With(nodeId);
    }, cancellationToken);

    public Task ForgetGoneNodesAsync(CancellationToken cancellationToken) => RunAsync(batch => batch.Add(_sql["forget_gone"]), cancellationToken);

    public async Task<int> ExpireJobsAsync(int limit, CancellationToken cancellationToken) =>
        await FailAsync(await FindAsync("find_expired", statement => statement.With(limit), cancellationToken), JobFault.PastExpiry, cancellationToken);

    public async Task<int> FailLongHeldAsync(TimeSpan longest, int limit, CancellationToken cancellationToken) =>
        await FailAsync(await FindAsync("find_long_held", statement => statement.With(Instant.Microseconds(longest)).With(limit), cancellationToken), JobFault.HeldTooLong, cancellationToken);

    public async Task ChangeAnswerGenerationAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        short current;
        await using (var batch = new Batch(connection))
        {
            batch.Add(_sql["lock_generation"]).With(Locks.Generation);
            batch.Add(_sql["read_generation"]);
            await using var reader = await batch.ReadAsync(cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            if (!reader.GetBoolean(1))
            {
                return;
            }

            current = reader.GetInt16(0);
        }

        // The next generation was emptied a week ago; the one after it holds what is past its seven days by now.
        await using (var batch = new Batch(connection))
        {
            batch.Add(string.Create(CultureInfo.InvariantCulture, $"truncate answer_{(current + 2) % 3}"));
            batch.Add(_sql["set_generation"]).With((short)((current + 1) % 3));
            await batch.RunAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    public async Task<int> DropUnusedContentAsync(CancellationToken cancellationToken)
    {
        await RunAsync(batch => batch.Add(_sql["drop_finished_uses"]), cancellationToken);
        await RunAsync(batch => batch.Add(_sql["drop_old_speech"]), cancellationToken);
        return await RunAsync(batch => batch.Add(_sql["drop_unused_content"]), cancellationToken);
    }

    public Task DropOldRatesAsync(CancellationToken cancellationToken) => RunAsync(batch => batch.Add(_sql["drop_old_rates"]), cancellationToken);

    public async Task<IHeldDuty?> TryTakeDutyAsync(Duty duty, CancellationToken cancellationToken)
    {
        var connection = await database.OpenLockSessionAsync(cancellationToken);
        var isHeld = false;
        try
        {
            await using var command = new NpgsqlCommand(_sql["try_duty"], connection) { Parameters = { new() { Value = Locks.Of(duty) } } };
            isHeld = await command.ExecuteScalarAsync(cancellationToken) is true;
        }
        finally
        {
            // Also where the question was called off: it may have been answered, and a session that nobody closes keeps the duty from all others.
            if (!isHeld)
            {
                await connection.DisposeAsync();
            }
        }

        return isHeld ? new HeldDuty(connection) : null;
    }

    private sealed class HeldDuty(NpgsqlConnection connection) : IHeldDuty
    {
        public async Task ConfirmAsync(CancellationToken cancellationToken)
        {
            await using var command = new NpgsqlCommand("select 1", connection);
            await command.ExecuteScalarAsync(cancellationToken);
        }

        public ValueTask DisposeAsync() => connection.DisposeAsync();
    }

    private Task<int> FailAsync(List<(JobRef Job, string Lane)> jobs, JobFault fault, CancellationToken cancellationToken) =>
        Withdrawal.EndAsync(database, jobs, (finished, events, waiting) =>
        {
            finished.Fail(waiting.Ending, fault);
            events.Add(waiting.Job.Workspace.Value, EventKind.JobFailed, waiting.Job.JobId, waiting.AccountId, FinishedRows.Describe(fault), waiting.Ending.Channel);
        }, cancellationToken);

    private async Task<List<(JobRef Job, string Lane)>> FindAsync(string name, Action<Batch.Statement> with, CancellationToken cancellationToken)
    {
        await using var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        with(batch.Add(_sql[name]));
        await using var reader = await batch.ReadAsync(cancellationToken);
        var jobs = new List<(JobRef, string)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            jobs.Add((new JobRef(new WorkspaceId(reader.GetInt64(0)), reader.GetGuid(1)), reader.GetString(2)));
        }

        return jobs;
    }

    private async Task<int> RunAsync(Action<Batch> add, CancellationToken cancellationToken)
    {
        await using var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        add(batch);
        return await batch.RunAsync(cancellationToken);
    }
}
