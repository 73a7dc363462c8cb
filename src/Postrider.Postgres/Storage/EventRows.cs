using Postrider.Channels;
using Postrider.Postgres.Schema;

namespace Postrider.Postgres.Storage;

/// <summary>Facts that a transaction tells. They are its last statement but the commit, behind the log's lock.</summary>
internal sealed class EventRows(DateTimeOffset now)
{
    private static readonly Statements _sql = Statements.Load("event.sql");
    private readonly List<(long Workspace, string Kind, Guid? JobId, string? AccountId, string? Data)> _rows = [];

    /// <param name="channel">Of the job or account. What is posted to endpoints is no fact of the log: it would be posted in turn.</param>
    public void Add(long workspace, string kind, Guid? jobId, string? accountId, string? data, string? channel = null)
    {
        if (channel != Channel.Webhook)
        {
            _rows.Add((workspace, kind, jobId, accountId, data));
        }
    }

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
        if (_rows.Count == 0)
        {
            return;
        }

        batch.Add(_sql["lock"]).With(Locks.Events);
        batch.Add(_sql["insert"])
            .With(_rows.Select(row => row.Workspace).ToArray())
            .With(_rows.Select(row => row.Kind).ToArray())
            .WithSparse(_rows.Select(row => row.JobId).ToArray())
            .WithSparse(_rows.Select(row => row.AccountId).ToArray())
            .WithSparse(_rows.Select(row => row.Data).ToArray())
            .With(Instant.ToStore(now))
            .With((long)_rows.Count);
    }
}
