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

    internal static Conversation ReadConversation(NpgsqlDataReader reader) =>
        new(reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.At(4), reader.At(5), reader.IsDBNull(6) ? null : reader.At(6));

    internal static ConversationMessage ReadMessage(NpgsqlDataReader reader) => ReadMessage(reader, 0);

    /// <param name="reader">The row.</param>
    /// <param name="at">Where the message's columns begin.</param>
    internal static ConversationMessage ReadMessage(NpgsqlDataReader reader, int at)
    {
        var own = reader.IsDBNull(at + 18) ? null : JobBody.Read(reader.GetFieldValue<byte[]>(at + 18)).Content;
        return new ConversationMessage
        {
            MessageId = reader.GetGuid(at),
            ConversationId = reader.GetGuid(at + 1),
            AccountId = reader.GetString(at + 2),
            Inbound = reader.GetString(at + 3) == "in",
            Kind = reader.GetString(at + 4),
            JobId = reader.IsDBNull(at + 5) ? null : reader.GetGuid(at + 5),
            ExternalId = reader.TextOrNull(at + 6),
            FromAddress = reader.TextOrNull(at + 7),
            FromName = reader.TextOrNull(at + 8),
            Subject = own?.Subject ?? reader.TextOrNull(at + 9),
            Text = own?.Text ?? reader.TextOrNull(at + 10),
            Cc = own?.Cc,
            Bcc = own?.Bcc,
            Html = own?.Html ?? reader.TextOrNull(at + 11),
            Files = own?.Attachments?.Select(file => new InboundFile(file.Filename, file.ContentType ?? "application/octet-stream", file.Size, "")).ToArray()
                ?? (reader.TextOrNull(at + 12) is { } files ? JsonSerializer.Deserialize(files, InboxJson.Default.IReadOnlyListInboundFile)! : []),
            RawSha256 = reader.IsDBNull(at + 13) ? null : reader.GetFieldValue<byte[]>(at + 13),
            RawSize = reader.IsDBNull(at + 14) ? null : reader.GetInt64(at + 14),
            Backfilled = reader.GetBoolean(at + 15),
            SentAt = reader.IsDBNull(at + 16) ? null : reader.At(at + 16),
            At = reader.At(at + 17),
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
