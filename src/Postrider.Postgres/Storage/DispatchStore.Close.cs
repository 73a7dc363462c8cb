using Npgsql;
using Postrider.Channels;
using Postrider.Dispatching;
using Postrider.Jobs;
using Postrider.Postgres.Schema;

namespace Postrider.Postgres.Storage;

/// <summary>The ledger: closes attempts, sets states and tells the log, one transaction for many jobs.</summary>
public sealed partial class DispatchStore
{
    private static readonly Statements _finish = Statements.Load("finish.sql");

    public async Task<IReadOnlyList<bool>> CloseAsync(IReadOnlyList<Closing> closings, CancellationToken cancellationToken)
    {
        await using var connection = await database.Dispatching.OpenConnectionAsync(cancellationToken);
        try
        {
            var (now, owned) = await OwnAsync(connection, closings, cancellationToken);
            Closing[] ours = [.. closings.Where((_, index) => owned[index])];
            await CancelAskedAsync(connection, ours, cancellationToken);
            await using var batch = new Batch(connection);
            new CloseWriting(now, ours).AddTo(batch);
            batch.Add("commit");
            await batch.RunAsync(cancellationToken);
            return owned;
        }
        catch
        {
            await Transactions.RollBackAsync(connection);
            throw;
        }
    }

    /// <summary>A call that somebody wants to end does not go back into its line, or it would be dialed after all.</summary>
    private static async Task CancelAskedAsync(NpgsqlConnection connection, Closing[] closings, CancellationToken cancellationToken)
    {
        var back = closings.Where(closing => closing is { Claimed.Channel: Channel.Voice, Step: ClosingStep.GiveBack or ClosingStep.Retry }).Select(closing => closing.Claimed.Job).ToArray();
        if (back.Length == 0)
        {
            return;
        }

        var asked = (await CallStore.FindHangUpsAsync(connection, back, cancellationToken)).ToHashSet();
        for (var i = 0; i < closings.Length; i++)
        {
            if (asked.Contains(closings[i].Claimed.Job))
            {
                closings[i] = closings[i] with { Step = new ClosingStep.Cancel() };
            }
        }
    }

    /// <summary>Locks lanes, then jobs, and tells which of the jobs are still the closers'.</summary>
    private static async Task<(DateTimeOffset Now, bool[] Owned)> OwnAsync(NpgsqlConnection connection, IReadOnlyList<Closing> closings, CancellationToken cancellationToken)
    {
        LaneKey[] lanes = [.. closings.Select(closing => new LaneKey(closing.Claimed.Job.Workspace.Value, closing.Claimed.Lane)).Distinct()];
        await using var batch = new Batch(connection);
        batch.Add("begin");
        batch.Add(_finish["lock_lanes"]).With(lanes.Select(lane => lane.Workspace).ToArray()).With(lanes.Select(lane => lane.Lane).ToArray());
        batch.Add(_finish["own"])
            .With(closings.Select(closing => closing.Claimed.Job.Workspace.Value).ToArray())
            .With(closings.Select(closing => closing.Claimed.Job.JobId).ToArray())
            .With(closings.Select(closing => closing.Claimed.ClaimNumber).ToArray())
            .With(closings.Select(closing => closing.NodeId).ToArray());
        batch.Add(_finish["read_now"]);
        await using var reader = await batch.ReadAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var owned = new bool[closings.Count];
        while (await reader.ReadAsync(cancellationToken))
        {
            owned[reader.GetInt64(0) - 1] = true;
        }

        // Its runner and an heir may hand the same job in together; the first of them closes it.
        var closed = new HashSet<JobRef>();
        for (var i = 0; i < owned.Length; i++)
        {
            owned[i] = owned[i] && closed.Add(closings[i].Claimed.Job);
        }

        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.At(0), owned);
    }
}
