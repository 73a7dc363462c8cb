using Npgsql;
using Postrider.Jobs;
using Postrider.Postgres.Schema;
using Postrider.Webhooks;

namespace Postrider.Postgres.Storage;

/// <summary>What was posted to an endpoint.</summary>
public sealed partial class WebhookStore
{
    private const int AttemptsInList = 10;
    private static readonly Guid _last = new("ffffffff-ffff-ffff-ffff-ffffffffffff");

    public Task<IReadOnlyList<WebhookDelivery>> ListDeliveriesAsync(WorkspaceId workspace, string accountId, Guid? before, int limit, CancellationToken cancellationToken) =>
        ReadAsync(workspace, "list_deliveries", statement => statement.With(workspace.Value).With(accountId).With(before ?? _last).With(limit), AttemptsInList, cancellationToken);

    public async Task<WebhookDelivery?> FindDeliveryAsync(WorkspaceId workspace, string accountId, Guid jobId, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(workspace, "find_delivery", statement => statement.With(workspace.Value).With(accountId).With(jobId), int.MaxValue, cancellationToken);
        return found.Count == 0 ? null : found[0];
    }

    private async Task<IReadOnlyList<WebhookDelivery>> ReadAsync(WorkspaceId workspace, string name, Action<Batch.Statement> with, int attempts, CancellationToken cancellationToken)
    {
        await using var connection = await database.Read.OpenConnectionAsync(cancellationToken);
        List<JobView> jobs;
        await using (var batch = new Batch(connection))
        {
            with(batch.Add(_sql[name]));
            await using var reader = await batch.ReadAsync(cancellationToken);
            jobs = await JobRows.ReadAsync(reader, cancellationToken);
        }

        var tried = await ReadAttemptsAsync(connection, workspace, [.. jobs.Select(job => job.JobId)], attempts, cancellationToken);
        return [.. jobs.Select(job => new WebhookDelivery(job, [.. tried[job.JobId]]))];
    }

    private static async Task<ILookup<Guid, DeliveryAttempt>> ReadAttemptsAsync(NpgsqlConnection connection, WorkspaceId workspace, Guid[] jobs, int limit, CancellationToken cancellationToken)
    {
        await using var batch = new Batch(connection);
        batch.Add(_sql["attempts"]).With(workspace.Value).With(jobs).With(limit);
        await using var reader = await batch.ReadAsync(cancellationToken);
        var rows = new List<(Guid JobId, DeliveryAttempt Attempt)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add((reader.GetGuid(0), new DeliveryAttempt(
                reader.GetInt32(1), reader.At(2), reader.AtOrNull(3), reader.TextOrNull(4), reader.TextOrNull(5), reader.IsDBNull(6) ? null : reader.GetInt16(6), reader.TextOrNull(7))));
        }

        return rows.ToLookup(row => row.JobId, row => row.Attempt);
    }
}
