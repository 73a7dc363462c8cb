using System.Text.Json;
using Npgsql;
using Postrider.Inbox;
using Postrider.Jobs;
using Postrider.Postgres.Schema;

namespace Postrider.Postgres.Storage;

public sealed partial class InboxStore
{
    public Task<IReadOnlyList<Conversation>> ListAsync(WorkspaceId workspace, string? accountId, (DateTimeOffset At, Guid Id)? after, int limit, CancellationToken cancellationToken) =>
        ReadAsync(
            batch => batch.Add(Sql["list"]).With(workspace.Value).WithNull(accountId)
                .With(Instant.ToStore(after?.At ?? DateTimeOffset.MaxValue)).With(after?.Id ?? Guid.AllBitsSet).With(limit),
            ReadConversation, cancellationToken);

    public async Task<Conversation?> FindAsync(WorkspaceId workspace, Guid conversationId, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(batch => batch.Add(Sql["find"]).With(workspace.Value).With(conversationId), ReadConversation, cancellationToken);
        return found.Count == 0 ? null : found[0];
    }

    public Task<IReadOnlyList<ConversationMessage>> ListMessagesAsync(WorkspaceId workspace, Guid conversationId, (DateTimeOffset At, Guid Id)? after, int limit, CancellationToken cancellationToken) =>
        ReadAsync(
            batch => batch.Add(Sql["list_messages"]).With(workspace.Value).With(conversationId)
                .With(Instant.ToStore(after?.At ?? DateTimeOffset.MinValue)).With(after?.Id ?? Guid.Empty).With(limit),
            ReadMessage, cancellationToken);

    public async Task<ConversationMessage?> FindMessageAsync(WorkspaceId workspace, Guid messageId, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(batch => batch.Add(Sql["find_message"]).With(workspace.Value).With(messageId), ReadMessage, cancellationToken);
        return found.Count == 0 ? null : found[0];
    }

    private static Conversation ReadConversation(NpgsqlDataReader reader) =>
        new(reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.At(4), reader.At(5), reader.IsDBNull(6) ? null : reader.At(6));

    private static ConversationMessage ReadMessage(NpgsqlDataReader reader)
    {
        var own = reader.IsDBNull(18) ? null : JobBody.Read(reader.GetFieldValue<byte[]>(18)).Content;
        return new ConversationMessage
        {
            MessageId = reader.GetGuid(0),
            ConversationId = reader.GetGuid(1),
            AccountId = reader.GetString(2),
            Inbound = reader.GetString(3) == "in",
            Kind = reader.GetString(4),
            JobId = reader.IsDBNull(5) ? null : reader.GetGuid(5),
            ExternalId = reader.TextOrNull(6),
            FromAddress = reader.TextOrNull(7),
            FromName = reader.TextOrNull(8),
            Subject = own?.Subject ?? reader.TextOrNull(9),
            Text = own?.Text ?? reader.TextOrNull(10),
            Html = own?.Html ?? reader.TextOrNull(11),
            Files = own?.Attachments?.Select(file => new InboundFile(file.Filename, file.ContentType ?? "application/octet-stream", file.Size, "")).ToArray()
                ?? (reader.TextOrNull(12) is { } files ? JsonSerializer.Deserialize(files, InboxJson.Default.IReadOnlyListInboundFile)! : []),
            RawSha256 = reader.IsDBNull(13) ? null : reader.GetFieldValue<byte[]>(13),
            RawSize = reader.IsDBNull(14) ? null : reader.GetInt64(14),
            Backfilled = reader.GetBoolean(15),
            SentAt = reader.IsDBNull(16) ? null : reader.At(16),
            At = reader.At(17),
        };
    }

    private async Task<IReadOnlyList<T>> ReadAsync<T>(Action<Batch> ask, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var connection = await database.Read.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        ask(batch);
        await using var reader = await batch.ReadAsync(cancellationToken);
        var items = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            items.Add(read(reader));
        }

        return items;
    }
}
