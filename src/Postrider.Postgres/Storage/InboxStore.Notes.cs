using Postrider.Inbox;
using Postrider.Postgres.Schema;

namespace Postrider.Postgres.Storage;

/// <summary>What is told of messages of ours. It may be told before the far side's answer to the message itself is written down: then it waits, and <see cref="CloseWriting"/> tells it.</summary>
public sealed partial class InboxStore
{
    // Whatever is longer is no far side's id, and no key of an index.
    private const int LongestNotedId = 500;

    public async Task<bool> NoteAsync(DeliveryNote note, CancellationToken cancellationToken)
    {
        if (note.ExternalId.Length is 0 or > LongestNotedId)
        {
            return false;
        }

        var externalId = StoredText.Clean(note.ExternalId)!;
        await using var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var batch = new Batch(connection);
            batch.Add("begin");
            EventRows.AddLock(batch);
            batch.Add(Sql["drop_early_notes"]).With(note.Workspace.Value).With(note.AccountId);
            batch.Add(Sql["note"]).With(note.Workspace.Value).With(note.AccountId).With(externalId).With(note.Status)
                .With(Instant.ToStore(note.At)).WithNull(StoredText.Clean(note.Detail is { Length: > LongestInEvent } detail ? detail[..LongestInEvent] : note.Detail));
            AddTelling(batch, [note.Workspace.Value], [note.AccountId], [externalId]);
            batch.Add("commit");
            await using var reader = await batch.ReadAsync(cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            return await reader.ReadAsync(cancellationToken);
        }
        catch
        {
            await Transactions.RollBackAsync(connection);
            throw;
        }
    }

    public async Task<DateTimeOffset?> FindLastInboundAsync(WorkspaceId workspace, string accountId, string address, CancellationToken cancellationToken)
    {
        await using var command = database.Engine.CreateCommand(Sql["find_last_inbound"]).With(workspace.Value, accountId, address);
        return await command.FirstAsync(reader => reader.AtOrNull(0), cancellationToken);
    }

    /// <summary>Tells what was noted of these messages and not told. The log's lock is held.</summary>
    internal static void AddTelling(Batch batch, long[] workspaces, string[] accounts, string?[] externalIds) =>
        batch.Add(Sql["tell_notes"]).With(workspaces).With(accounts).With(externalIds);
}
