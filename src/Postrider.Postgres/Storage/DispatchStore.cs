using Npgsql;
using Postrider.Dispatching;
using Postrider.Jobs;
using Postrider.Postgres.Schema;
using Postrider.Storage;

namespace Postrider.Postgres.Storage;

/// <summary>Claiming in three short steps: lock the lanes that are due, read who stands first, write the decision and commit.</summary>
public sealed partial class DispatchStore(Database database) : IDispatchStore
{
    private const int LanesPerClaim = 256;

    internal static Statements Sql { get; } = Statements.Load("claim.sql");

    public async Task<Claim> ClaimAsync(Guid nodeId, int permits, TimeSpan horizon, Func<DateTimeOffset, bool> clockIsSteady, CancellationToken cancellationToken)
    {
        await using var connection = await database.Dispatching.OpenConnectionAsync(cancellationToken);
        try
        {
            var facts = new ClaimFacts();
            await facts.LockLanesAsync(connection, horizon, Math.Min(LanesPerClaim, permits), cancellationToken);
            if (!clockIsSteady(facts.Now))
            {
                await DelayLanesAsync(connection, cancellationToken);
                return new Claim([], facts.Now, facts.Now, 0);
            }

            if (facts.Lanes.Count == 0)
            {
                await RunAsync(connection, cancellationToken, "rollback");
                return new Claim([], facts.Now, facts.NextReady, 0);
            }

            await facts.ReadAsync(connection, horizon, permits, cancellationToken);
            var plan = new ClaimPlan(facts, permits, horizon);
            var jobs = await ClaimWriting.WriteAsync(connection, nodeId, facts, plan, cancellationToken);
            return new Claim(jobs, facts.Now, Earlier(facts.NextReady, plan.NextReady), facts.Lanes.Count);
        }
        catch
        {
            await Transactions.RollBackAsync(connection);
            throw;
        }
    }

    public async Task<(IReadOnlyList<ClaimedJob> Jobs, DateTimeOffset Now)> TakeLooksAsync(int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.Dispatching.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        batch.Add(Sql["take_looks"]).With(limit);
        batch.Add(_finish["read_now"]);
        await using var reader = await batch.ReadAsync(cancellationToken);
        var jobs = await ReadJobsAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (jobs, reader.At(0));
    }

    public async Task<IReadOnlyList<(ClaimedJob Job, Guid NodeId, DateTimeOffset LeaseEnd)>> FindOrphansAsync(int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.Dispatching.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        batch.Add(Sql["find_orphans"]).With(limit);
        await using var reader = await batch.ReadAsync(cancellationToken);
        var orphans = new List<(ClaimedJob, Guid, DateTimeOffset)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            orphans.Add((ReadJob(reader), reader.GetGuid(14), reader.At(15)));
        }

        return orphans;
    }

    public async Task<IReadOnlyList<ClaimedJob>> FindForgottenAsync(Guid nodeId, IReadOnlyCollection<Guid> inHand, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.Dispatching.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        batch.Add(Sql["find_forgotten"]).With(nodeId).With(inHand.ToArray()).With(limit);
        await using var reader = await batch.ReadAsync(cancellationToken);
        return await ReadJobsAsync(reader, cancellationToken);
    }

    /// <summary>Ends the transaction that saw the database's clock step, and makes every lane wait one whole gap.</summary>
    internal static async Task DelayLanesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await RunAsync(connection, cancellationToken, "rollback");
        await RunAsync(connection, cancellationToken, Sql["delay_lanes"]);
        await RunAsync(connection, cancellationToken, Sql["delay_loads"]);
    }

    internal static async Task<List<ClaimedJob>> ReadJobsAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var jobs = new List<ClaimedJob>();
        while (await reader.ReadAsync(cancellationToken))
        {
            jobs.Add(ReadJob(reader));
        }

        return jobs;
    }

    private static ClaimedJob ReadJob(NpgsqlDataReader reader) => new()
    {
        Job = new JobRef(new WorkspaceId(reader.GetInt64(0)), reader.GetGuid(1)),
        Attempt = reader.GetInt32(2),
        Lane = reader.GetString(3),
        AccountId = reader.GetString(4),
        Channel = reader.GetString(5),
        Action = reader.GetString(6),
        Address = reader.GetString(7),
        Body = reader.GetFieldValue<byte[]>(8),
        StartedAt = reader.At(9),
        FirstTriedAt = reader.At(10),
        ScheduledAt = reader.At(11),
        ExpiresAt = reader.AtOrNull(12),
        ClaimNumber = reader.GetInt32(13),
    };

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other ?? one : one;

    private static async Task RunAsync(NpgsqlConnection connection, CancellationToken cancellationToken, params string[] statements)
    {
        await using var batch = new Batch(connection);
        foreach (var sql in statements)
        {
            batch.Add(sql);
        }

        await batch.RunAsync(cancellationToken);
    }
}
