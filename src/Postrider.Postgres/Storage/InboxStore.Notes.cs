using System.Text.Json.Nodes;
using Postrider.Events;
using Postrider.Inbox;
using Postrider.Postgres.Schema;

namespace Postrider.Postgres.Storage;

public sealed partial class InboxStore
{
    // Whatever is longer is no key of an index, and no far side's id.
    private const int LongestNotedId = 500;

    public async Task<bool> NoteAsync(DeliveryNote note, CancellationToken cancellationToken)
    {
        if (note.ExternalId.Length is 0 or > LongestNotedId)
        {
            return false;
        }

        await using var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var events = await WriteNoteAsync(connection, note, cancellationToken);
        if (events is null)
        {
            return false;
        }

        await events.WriteAsync(connection, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    public async Task<DateTimeOffset?> FindLastInboundAsync(WorkspaceId workspace, string accountId, string address, CancellationToken cancellationToken)
    {
        await using var command = database.Engine.CreateCommand(Sql["find_last_inbound"]).With(workspace.Value, accountId, address);
        return await command.FirstAsync(reader => reader.AtOrNull(0), cancellationToken);
    }

    private static async Task<EventRows?> WriteNoteAsync(Npgsql.NpgsqlConnection connection, DeliveryNote note, CancellationToken cancellationToken)
    {
        await using var batch = new Batch(connection);
        EventRows.AddLock(batch);
        batch.Add(Sql["note"]).With(note.Workspace.Value).With(note.AccountId).With(Clean(note.ExternalId)!).With(note.Status)
            .With(Instant.ToStore(note.At)).WithNull(Clean(note.Detail is { Length: > LongestInEvent } detail ? detail[..LongestInEvent] : note.Detail));
        await using var reader = await batch.ReadAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var events = new EventRows(reader.At(4));
        events.Add(note.Workspace.Value, EventOf(note.Status), reader.GetGuid(0), note.AccountId, new JsonObject
        {
            ["conversation_id"] = reader.GetGuid(2),
            ["message_id"] = reader.GetGuid(1),
            ["external_id"] = Clean(note.ExternalId),
            ["status"] = note.Status,
            ["at"] = reader.At(3),
            ["detail"] = Clean(note.Detail is { Length: > LongestInEvent } text ? text[..LongestInEvent] : note.Detail),
        }.ToJsonString());
        return events;
    }

    private static string EventOf(string status) => status switch
    {
        DeliveryStatus.Delivered => EventKind.MessageDelivered,
        DeliveryStatus.Read => EventKind.MessageRead,
        DeliveryStatus.Failed => EventKind.MessageFailed,
        _ => throw new ArgumentException($"'{status}' is no delivery status.", nameof(status)),
    };
}
