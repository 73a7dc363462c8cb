using Npgsql;
using Postrider.Jobs;
using Postrider.Postgres.Schema;

namespace Postrider.Postgres.Storage;

/// <summary>
/// Takes waiting jobs out of their lines (cancelled, expired, held too long) and gives their slots back.
/// Lanes are locked first, as everywhere.
/// </summary>
internal static class Withdrawal
{
    private static readonly Statements _finish = Statements.Load("finish.sql");
    private static readonly Statements _job = Statements.Load("job.sql");

    /// <summary>A waiting job, locked with its lane.</summary>
    internal sealed record Waiting(FinishedRows.Ending Ending, LaneKey Lane, string AccountId, TimeSpan Gap, bool Counted)
    {
        public JobRef Job => Ending.Job;
    }

    /// <summary>Begins the transaction and returns those that still wait.</summary>
    public static async Task<(DateTimeOffset Now, List<Waiting> Waiting)> LockAsync(NpgsqlConnection connection, IReadOnlyList<(JobRef Job, string Lane)> jobs, CancellationToken cancellationToken)
    {
        LaneKey[] lanes = [.. jobs.Select(job => new LaneKey(job.Job.Workspace.Value, job.Lane)).Distinct()];
        await using var batch = new Batch(connection);
        batch.Add("begin");
        batch.Add(_finish["lock_lanes"]).With(lanes.Select(lane => lane.Workspace).ToArray()).With(lanes.Select(lane => lane.Lane).ToArray());
        batch.Add(_job["lock_waiting"]).With(jobs.Select(job => job.Job.Workspace.Value).ToArray()).With(jobs.Select(job => job.Job.JobId).ToArray());
        batch.Add(_finish["read_now"]);
        await using var reader = await batch.ReadAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var waiting = new List<Waiting>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var workspace = reader.GetInt64(0);
            var ending = new FinishedRows.Ending(new JobRef(new WorkspaceId(workspace), reader.GetGuid(1)), reader.GetString(6), reader.GetInt32(7), reader.AtOrNull(8));
            waiting.Add(new Waiting(ending, new LaneKey(workspace, reader.GetString(2)), reader.GetString(3), reader.Gap(4), reader.GetBoolean(5)));
        }

        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.At(0), waiting);
    }

    /// <summary>Gives the slots of jobs back that have left, or are about to leave, their place in this transaction.</summary>
    public static void AddGivingBack(Batch batch, IReadOnlyList<Waiting> left)
    {
        var lanes = left.GroupBy(job => job.Lane).ToArray();
        batch.Add(_job["shrink_lanes"])
            .With(lanes.Select(lane => lane.Key.Workspace).ToArray())
            .With(lanes.Select(lane => lane.Key.Lane).ToArray())
            .With(lanes.Select(lane => lane.Where(job => job.Counted).Sum(job => Instant.Microseconds(job.Gap))).ToArray());
        batch.Add(_job["set_tails"]).With(lanes.Select(lane => lane.Key.Workspace).ToArray()).With(lanes.Select(lane => lane.Key.Lane).ToArray());
        batch.Add(AcceptanceStore.Sql["wake"]);
    }

    /// <summary>Ends waiting jobs one and all the same way, and commits. Returns how many still waited.</summary>
    /// <param name="also">What else belongs to that, of those that still waited; null: nothing.</param>
    public static async Task<int> EndAsync(
        Database database, IReadOnlyList<(JobRef Job, string Lane)> jobs, Action<FinishedRows, EventRows, Waiting> end, CancellationToken cancellationToken, Action<Batch, IReadOnlyList<Waiting>>? also = null)
    {
        if (jobs.Count == 0)
        {
            return 0;
        }

        await using var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        try
        {
            var (now, waiting) = await LockAsync(connection, jobs, cancellationToken);
            await using var batch = new Batch(connection);
            if (waiting.Count > 0)
            {
                var (finished, events) = (new FinishedRows(now), new EventRows(now));
                waiting.ForEach(job => end(finished, events, job));
                finished.AddTo(batch, events);
                AddGivingBack(batch, waiting);
                also?.Invoke(batch, waiting);
                events.AddTo(batch);
            }

            batch.Add("commit");
            await batch.RunAsync(cancellationToken);
            return waiting.Count;
        }
        catch
        {
            await Transactions.RollBackAsync(connection);
            throw;
        }
    }
}
