using Postrider.Channels;
using Postrider.Jobs;
using Postrider.Postgres.Schema;

namespace Postrider.Postgres.Storage;

/// <summary>Facts that a transaction tells. They are its last statement but the commit, behind the log's lock.</summary>
internal sealed class EventRows(DateTimeOffset now)
{
    private static readonly Statements _sql = Statements.Load("event.sql");
    private readonly List<(long Workspace, string Kind, Guid? JobId, string? AccountId, string? Data)> _rows = [];
    private readonly List<(JobRef Job, string Outcome)> _ends = [];

    /// <param name="channel">Of the job or account. What is posted to endpoints is no fact of the log: it would be posted in turn.</param>
    public void Add(long workspace, string kind, Guid? jobId, string? accountId, string? data, string? channel = null)
    {
        if (channel != Channel.Webhook)
        {
            _rows.Add((workspace, kind, jobId, accountId, data));
        }
    }

    /// <summary>A call's job ends: so does the call, unless it has ended already.</summary>
    public void EndCall(JobRef job, string outcome) => _ends.Add((job, outcome));

    /// <summary>The log's lock, taken right before events are written.</summary>
    public static void AddLock(Batch batch) => batch.Add(_sql["lock"]).With(Locks.Events);

    /// <summary>In a round trip of their own, when there are any.</summary>
    public async Task WriteAsync(Npgsql.NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (_rows.Count > 0)
        {
            await using var batch = new Batch(connection);
            AddTo(batch);
            await batch.RunAsync(cancellationToken);
        }
    }

    public void AddTo(Batch batch)
    {
        if (_rows.Count == 0 && _ends.Count == 0)
        {
            return;
        }

        var (workspaces, jobs) = (_ends.Select(end => end.Job.Workspace.Value).ToArray(), _ends.Select(end => end.Job.JobId).ToArray());
        if (_ends.Count > 0)
        {
            batch.Add(CallStore.Sql["lock"]).With(workspaces).With(jobs);
            batch.Add(CampaignStore.Sql["count_ends"]).With(workspaces).With(jobs).With(_ends.Select(end => end.Outcome).ToArray()).With(Instant.ToStore(now));
        }

        AddLock(batch);
        if (_rows.Count > 0)
        {
            batch.Add(_sql["insert"])
                .With(_rows.Select(row => row.Workspace).ToArray())
                .With(_rows.Select(row => row.Kind).ToArray())
                .WithSparse(_rows.Select(row => row.JobId).ToArray())
                .WithSparse(_rows.Select(row => row.AccountId).ToArray())
                .WithSparse(_rows.Select(row => row.Data).ToArray())
                .With(Instant.ToStore(now))
                .With((long)_rows.Count);
        }

        if (_ends.Count > 0)
        {
            batch.Add(CallStore.Sql["end"]).With(workspaces).With(jobs).With(_ends.Select(end => end.Outcome).ToArray()).With(Instant.ToStore(now));
        }
    }
}
