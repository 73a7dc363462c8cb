using Postrider.Jobs;
using Postrider.Postgres.Schema;
using Postrider.Storage;

namespace Postrider.Postgres.Storage;

/// <summary>The far side of the sandbox: what it was handed, what it gives back.</summary>
public sealed class SandboxFarSide(Database database) : ISandboxFarSide
{
    private static readonly Statements _sql = Statements.Load("sandbox.sql");

    public async Task<bool> HandOverAsync(SandboxItem item, CancellationToken cancellationToken)
    {
        await using var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        batch.Add(_sql["hand_over"]).With(item.Job.Workspace.Value).With(item.Job.JobId).With(item.Attempt)
            .With(item.Channel).With(item.AccountId).With(item.To).With(item.Action).With(item.ContentJson).WithNull(item.Inbound);
        return await batch.RunAsync(cancellationToken) == 1;
    }

    public async Task<bool> LookAsync(SandboxItem item, CancellationToken cancellationToken)
    {
        await using var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        batch.Add(_sql["mark"]).With(item.Job.Workspace.Value).With(item.Job.JobId).With(item.Attempt)
            .With(item.Channel).With(item.AccountId).With(item.To).With(item.Action);
        batch.Add(_sql["was_delivered"]).With(item.Job.Workspace.Value).With(item.Job.JobId).With(item.Attempt);
        await using var reader = await batch.ReadAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetBoolean(0);
    }

    public async Task<IReadOnlyList<SandboxItem>> ListAsync(WorkspaceId workspace, Guid? jobId, long after, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.Read.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        batch.Add(_sql["list"]).With(workspace.Value).With(after).With(jobId).With(limit);
        await using var reader = await batch.ReadAsync(cancellationToken);
        var items = new List<SandboxItem>();
        while (await reader.ReadAsync(cancellationToken))
        {
            items.Add(new SandboxItem
            {
                Job = new JobRef(new WorkspaceId(reader.GetInt64(0)), reader.GetGuid(1)),
                Attempt = reader.GetInt32(2),
                Channel = reader.GetString(3),
                AccountId = reader.GetString(4),
                To = reader.GetString(5),
                Action = reader.GetString(6),
                ContentJson = reader.GetString(7),
                Inbound = reader.TextOrNull(8),
                Entry = reader.GetInt64(9),
                At = reader.At(10),
            });
        }

        return items;
    }

    public async Task<IReadOnlyList<SandboxInbound>> ListInboundAsync(int limit, CancellationToken cancellationToken)
    {
        await using var command = database.Engine.CreateCommand(_sql["list_inbound"]).With(limit);
        return await command.ListAsync(
            reader => new SandboxInbound(
                new JobRef(new WorkspaceId(reader.GetInt64(0)), reader.GetGuid(1)), reader.GetInt32(2), reader.GetString(3), reader.GetString(4), reader.GetString(5), reader.GetString(6), reader.TextOrNull(7)),
            cancellationToken);
    }

    public async Task ClearInboundAsync(SandboxInbound inbound, CancellationToken cancellationToken)
    {
        await using var command = database.Engine.CreateCommand(_sql["clear_inbound"]).With(inbound.Job.Workspace.Value, inbound.Job.JobId, inbound.Attempt);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<long> CountAsync(WorkspaceId workspace, string accountId, string action, CancellationToken cancellationToken)
    {
        await using var command = database.Engine.CreateCommand(_sql["count"]).With(workspace.Value, accountId, action);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
