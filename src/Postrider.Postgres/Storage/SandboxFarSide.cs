using System.Text.Json.Nodes;
using Postrider.Contacts;
using Postrider.Events;
using Postrider.Jobs;
using Postrider.Postgres.Schema;
using Postrider.Storage;

namespace Postrider.Postgres.Storage;

/// <summary>The far side of the sandbox: what it was handed, what it gives back.</summary>
public sealed class SandboxFarSide(Database database, TimeProvider time) : ISandboxFarSide
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

    public async Task<int> TakeInboundAsync(int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var taken = new List<(long Workspace, Guid JobId, string AccountId, string From, string Channel, string Inbound)>();
        await using (var batch = new Batch(connection))
        {
            batch.Add(_sql["take_inbound"]).With(limit);
            await using var reader = await batch.ReadAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                taken.Add((reader.GetInt64(0), reader.GetGuid(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetString(5)));
            }
        }

        if (taken.Count == 0)
        {
            return 0;
        }

        await using (var batch = new Batch(connection))
        {
            var events = new EventRows(time.GetUtcNow());
            var bounced = taken.Where(inbound => inbound.Inbound == "bounce").ToArray();
            if (bounced.Length > 0)
            {
                batch.Add(SuppressionStore.Sql["add_bounces"])
                    .With(bounced.Select(inbound => inbound.Workspace).ToArray())
                    .With(bounced.Select(inbound => inbound.From).ToArray())
                    .With(bounced.Select(inbound => $"Bounce of job {inbound.JobId}.").ToArray());
            }

            foreach (var inbound in taken)
            {
                var data = new JsonObject { ["channel"] = inbound.Channel, ["from"] = RecipientAddress.Bare(inbound.From) };
                if (inbound.Inbound == "reply")
                {
                    data["text"] = "Thanks, got it. (A reply from the sandbox.)";
                }

                events.Add(inbound.Workspace, inbound.Inbound == "bounce" ? EventKind.MessageBounced : EventKind.MessageReceived, inbound.JobId, inbound.AccountId, data.ToJsonString());
            }

            events.AddTo(batch);
            await batch.RunAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return taken.Count;
    }
}
