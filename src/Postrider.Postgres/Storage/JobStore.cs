using Postrider.Events;
using Postrider.Jobs;
using Postrider.Postgres.Schema;
using Postrider.Storage;

namespace Postrider.Postgres.Storage;

/// <summary>Reads jobs; cancels and moves those that wait.</summary>
public sealed partial class JobStore(Database database) : IJobStore
{
    private static readonly Statements _sql = Statements.Load("job.sql");

    public async Task<JobView?> FindAsync(WorkspaceId workspace, Guid jobId, CancellationToken cancellationToken)
    {
        var jobs = await ReadAsync("find", statement => statement.With(workspace.Value).With(jobId), cancellationToken);
        return jobs.Count == 0 ? null : jobs[0];
    }

    public Task<IReadOnlyList<JobView>> ListAsync(WorkspaceId workspace, JobFilter filter, CancellationToken cancellationToken)
    {
        var name = filter.State is not { } state ? "list_all" : state.IsFinal() ? "list_finished" : "list_live";
        return ReadAsync(name, statement =>
        {
            var before = JobRows.Before(filter.AcceptedBefore);
            statement = statement
                .With(workspace.Value)
                .With(filter.Before is { } cursor && cursor.CompareTo(before) < 0 ? cursor : before)
                .With(filter.AcceptedFrom is { } from ? JobRows.FirstOf(from) : (Guid?)null)
                .WithNull(filter.Channel).WithNull(filter.AccountId).WithNull(filter.Action)
                .With(filter.Limit);
            if (filter.State is { } wanted)
            {
                statement.With(wanted.Name()).With(filter.Ahead);
            }
        }, cancellationToken);
    }

    public async Task<bool?> CancelAsync(WorkspaceId workspace, Guid jobId, CancellationToken cancellationToken)
    {
        var job = new JobRef(workspace, jobId);
        return await LaneOfAsync(job, cancellationToken) is { } lane
            ? await Withdrawal.EndAsync(database, [(job, lane)], static (finished, events, waiting) =>
            {
                finished.Cancel(waiting.Ending);
                events.Add(waiting.Job.Workspace.Value, EventKind.JobCancelled, waiting.Job.JobId, waiting.AccountId, null);
            }, cancellationToken) > 0
            : null;
    }

    public async Task<bool?> RescheduleAsync(WorkspaceId workspace, Guid jobId, DateTimeOffset sendAt, CancellationToken cancellationToken)
    {
        var job = new JobRef(workspace, jobId);
        if (await LaneOfAsync(job, cancellationToken) is not { } lane)
        {
            return null;
        }

        await using var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        try
        {
            var (now, waiting) = await Withdrawal.LockAsync(connection, [(job, lane)], cancellationToken);
            await using var batch = new Batch(connection);
            if (waiting.Count > 0)
            {
                batch.Add(_sql["reschedule_live"]).With(workspace.Value).With(jobId).With(Instant.ToStore(sendAt));
                batch.Add(_sql["reschedule_job"]).With(workspace.Value).With(jobId).With(Instant.ToStore(sendAt));
                Withdrawal.AddGivingBack(batch, waiting);
                var events = new EventRows(now);
                events.Add(workspace.Value, EventKind.JobRescheduled, jobId, waiting[0].AccountId, null);
                events.AddTo(batch);
            }

            batch.Add("commit");
            await batch.RunAsync(cancellationToken);
            return waiting.Count > 0;
        }
        catch
        {
            await Transactions.RollBackAsync(connection);
            throw;
        }
    }

    public async Task<IReadOnlyList<AttemptView>?> ListAttemptsAsync(WorkspaceId workspace, Guid jobId, CancellationToken cancellationToken)
    {
        await using var connection = await database.Read.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        batch.Add(_sql["where_is"]).With(workspace.Value).With(jobId);
        batch.Add(_sql["attempts"]).With(workspace.Value).With(jobId);
        await using var reader = await batch.ReadAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        await reader.NextResultAsync(cancellationToken);
        var attempts = new List<AttemptView>();
        while (await reader.ReadAsync(cancellationToken))
        {
            attempts.Add(new AttemptView(
                reader.GetInt32(0), reader.GetString(1), reader.At(2), reader.AtOrNull(3), reader.TextOrNull(4), reader.TextOrNull(5), reader.TextOrNull(6)));
        }

        return attempts;
    }

    public async Task<IReadOnlyList<JobRef>> FindFinishedAsync(IReadOnlyList<JobRef> jobs, CancellationToken cancellationToken)
    {
        await using var connection = await database.Read.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        batch.Add(_sql["find_finished"]).With(jobs.Select(job => job.Workspace.Value).ToArray()).With(jobs.Select(job => job.JobId).ToArray());
        await using var reader = await batch.ReadAsync(cancellationToken);
        var finished = new List<JobRef>();
        while (await reader.ReadAsync(cancellationToken))
        {
            finished.Add(new JobRef(new WorkspaceId(reader.GetInt64(0)), reader.GetGuid(1)));
        }

        return finished;
    }

    private async Task<string?> LaneOfAsync(JobRef job, CancellationToken cancellationToken)
    {
        await using var connection = await database.Read.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        batch.Add(_sql["where_is"]).With(job.Workspace.Value).With(job.JobId);
        await using var reader = await batch.ReadAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? reader.GetString(1) : null;
    }

    private async Task<IReadOnlyList<JobView>> ReadAsync(string name, Action<Batch.Statement> with, CancellationToken cancellationToken)
    {
        await using var connection = await database.Read.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        with(batch.Add(_sql[name]));
        await using var reader = await batch.ReadAsync(cancellationToken);
        return await JobRows.ReadAsync(reader, cancellationToken);
    }
}
