using Npgsql;
using Postrider.Calls;
using Postrider.Events;
using Postrider.Jobs;
using Postrider.Postgres.Schema;
using Postrider.Storage;

namespace Postrider.Postgres.Storage;

/// <summary>Reads calls, and ends them at somebody's wish.</summary>
public sealed partial class CallStore(Database database) : ICallStore
{
    internal static Statements Sql { get; } = Statements.Load("call.sql");

    public async Task<CallView?> FindAsync(WorkspaceId workspace, Guid jobId, CancellationToken cancellationToken)
    {
        var calls = await ReadAsync("find", statement => statement.With(workspace.Value).With(jobId), cancellationToken);
        return calls.Count == 0 ? null : calls[0];
    }

    /// <summary>Each filter has an index in the order of the list; where several are asked for, the one that lets the fewest through is read along.</summary>
    public Task<IReadOnlyList<CallView>> ListAsync(WorkspaceId workspace, CallFilter filter, CancellationToken cancellationToken)
    {
        var state = filter.State is { } wanted ? CallRows.Name(wanted) : null;
        var name = filter.Address is not null ? "list_callee" : filter.CampaignId is not null ? "list_campaign" : filter.Outcome is not null ? "list_outcome" : state is not null ? "list_state" : "list_all";
        return ReadAsync(name, statement =>
        {
            var before = JobRows.Before(filter.AcceptedBefore);
            statement
                .With(workspace.Value)
                .With(filter.Before is { } cursor && cursor.CompareTo(before) < 0 ? cursor : before)
                .With(filter.AcceptedFrom is { } from ? JobRows.FirstOf(from) : (Guid?)null)
                .With(filter.Limit);
            switch (name)
            {
                case "list_callee":
                    statement.With(filter.Address!).WithNull(state).WithNull(filter.Outcome).With(filter.CampaignId);
                    break;
                case "list_campaign":
                    statement.With(filter.CampaignId!.Value).WithNull(state).WithNull(filter.Outcome);
                    break;
                case "list_outcome":
                    statement.With(filter.Outcome!).WithNull(state);
                    break;
                case "list_state":
                    statement.With(state!);
                    break;
            }
        }, cancellationToken);
    }

    public async Task<HangUp?> HangUpAsync(WorkspaceId workspace, Guid jobId, CancellationToken cancellationToken)
    {
        var job = new JobRef(workspace, jobId);
        if (await WhereIsAsync(job, cancellationToken) is not var (lane, state))
        {
            return null;
        }

        if (state == CallRows.Name(CallState.Ended))
        {
            return HangUp.Ended;
        }

        if (await Withdrawal.EndAsync(database, [(job, lane)], Cancel, cancellationToken) > 0)
        {
            return HangUp.Canceled;
        }

        await using var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        batch.Add(Sql["ask_hang_up"]).With(workspace.Value).With(jobId);
        batch.Add(Sql["tell_hang_up"]);
        return await batch.RunAsync(cancellationToken) > 0 ? HangUp.Asked : HangUp.Ended;
    }

    public async Task<IReadOnlyList<JobRef>> FindHangUpsAsync(IReadOnlyCollection<JobRef> calls, CancellationToken cancellationToken)
    {
        await using var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        return await FindHangUpsAsync(connection, calls, cancellationToken);
    }

    internal static async Task<List<JobRef>> FindHangUpsAsync(NpgsqlConnection connection, IReadOnlyCollection<JobRef> calls, CancellationToken cancellationToken)
    {
        await using var batch = new Batch(connection);
        batch.Add(Sql["find_hang_ups"]).With(calls.Select(job => job.Workspace.Value).ToArray()).With(calls.Select(job => job.JobId).ToArray());
        await using var reader = await batch.ReadAsync(cancellationToken);
        var asked = new List<JobRef>();
        while (await reader.ReadAsync(cancellationToken))
        {
            asked.Add(new JobRef(new WorkspaceId(reader.GetInt64(0)), reader.GetGuid(1)));
        }

        return asked;
    }

    internal static void Cancel(FinishedRows finished, EventRows events, Withdrawal.Waiting waiting)
    {
        finished.Cancel(waiting.Ending);
        events.Add(waiting.Job.Workspace.Value, EventKind.JobCancelled, waiting.Job.JobId, waiting.AccountId, null);
    }

    private async Task<(string Lane, string State)?> WhereIsAsync(JobRef job, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(Sql["where_is"]).With(job.Workspace.Value, job.JobId);
        return await command.FirstAsync(reader => ((string, string)?)(reader.GetString(0), reader.GetString(1)), cancellationToken);
    }

    private async Task<IReadOnlyList<CallView>> ReadAsync(string name, Action<Batch.Statement> with, CancellationToken cancellationToken)
    {
        await using var connection = await database.Read.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        with(batch.Add(Sql[name]));
        await using var reader = await batch.ReadAsync(cancellationToken);
        return await CallRows.ReadAsync(reader, cancellationToken);
    }
}
