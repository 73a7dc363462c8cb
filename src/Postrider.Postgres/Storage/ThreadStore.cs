using Npgsql;
using Postrider.Contacts;
using Postrider.Inbox;
using Postrider.Postgres.Schema;
using Postrider.Storage;

namespace Postrider.Postgres.Storage;

/// <summary>Threads: conversations with what people marked them with.</summary>
public sealed partial class ThreadStore(Database database) : IThreadStore
{
    private const int FirstOfMessage = 17;
    private static readonly Statements _sql = Statements.Load("thread.sql");

    public async Task<IReadOnlyList<ConversationThread>> ListAsync(WorkspaceId workspace, ThreadFilter filter, int skip, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.Read.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        batch.Add(_sql["list"]).With(workspace.Value)
            .With((filter.Channels ?? [Channels.Channel.Email, Channels.Channel.LinkedIn]).ToArray())
            .With(filter.OnlyWithMeetingIntent).With(filter.HasInbound).With(filter.OnlyUnread)
            .With(Instant.ToStore(filter.From ?? DateTimeOffset.MinValue)).With(Instant.ToStore(filter.To ?? DateTimeOffset.MaxValue))
            .WithNull(filter.Categories?.ToArray()).WithNull(filter.Accounts?.ToArray())
            .WithNull(filter.Search is { } search ? Pattern(search) : null)
            .With(skip).With(limit)
            .WithNull(filter.Search is { } words && SearchText.Pattern(words) is { } pattern && SearchText.IsIndexed(pattern) ? pattern : null);
        await using var reader = await batch.ReadAsync(cancellationToken);
        var threads = new List<ConversationThread>();
        while (await reader.ReadAsync(cancellationToken))
        {
            threads.Add(Read(workspace, reader));
        }

        return threads;
    }

    public async Task<ConversationThread?> FindAsync(WorkspaceId workspace, long number, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(_sql["find"]).With(workspace.Value, number);
        return await command.FirstAsync(reader => Read(workspace, reader), cancellationToken);
    }

    public async Task<IReadOnlyList<ConversationMessage>> ListMessagesAsync(WorkspaceId workspace, long number, int skip, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(_sql["list_messages"]).With(workspace.Value, number, skip, limit);
        return await command.ListAsync(reader => InboxStore.ReadMessage(reader), cancellationToken);
    }

    public async Task<IReadOnlyList<ConversationMessage>> ListLastMessagesAsync(WorkspaceId workspace, long number, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(_sql["list_last_messages"]).With(workspace.Value, number, limit);
        var last = await command.ListAsync(reader => InboxStore.ReadMessage(reader), cancellationToken);
        last.Reverse();
        return last;
    }

    public async Task<IReadOnlySet<long>> DeleteAsync(WorkspaceId workspace, IReadOnlyCollection<long> numbers, CancellationToken cancellationToken)
    {
        await using var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var known = new HashSet<long>();
        await using (var batch = new Batch(connection))
        {
            batch.Add(_sql["lock"]).With(workspace.Value).With(numbers.ToArray());
            await using var reader = await batch.ReadAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                known.Add(reader.GetInt64(0));
            }
        }

        await using (var batch = new Batch(connection))
        {
            foreach (var step in new[] { "delete_raw_uses", "delete_messages", "delete" })
            {
                batch.Add(_sql[step]).With(workspace.Value).With(known.ToArray());
            }

            await batch.RunAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return known;
    }

    public Task<IReadOnlySet<long>> MarkAsync(WorkspaceId workspace, IReadOnlyCollection<long> numbers, bool unread, CancellationToken cancellationToken) =>
        ChangeAsync("mark", cancellationToken, workspace.Value, numbers.ToArray(), unread);

    public async Task<bool> MarkMeetingAsync(WorkspaceId workspace, long number, bool intent, CancellationToken cancellationToken) =>
        (await ChangeAsync("mark_meeting", cancellationToken, workspace.Value, new[] { number }, intent)).Count > 0;

    public Task<IReadOnlySet<long>> CategorizeAsync(WorkspaceId workspace, IReadOnlyCollection<long> numbers, long? category, long? only, CancellationToken cancellationToken) =>
        ChangeAsync("categorize", cancellationToken, workspace.Value, numbers.ToArray(), category ?? (object)DBNull.Value, only ?? (object)DBNull.Value);

    private static ConversationThread Read(WorkspaceId workspace, NpgsqlDataReader reader) => new()
    {
        Workspace = workspace,
        Conversation = InboxStore.ReadConversation(reader),
        Number = reader.GetInt64(7),
        Unread = reader.GetBoolean(8),
        MeetingIntent = reader.GetBoolean(9),
        Category = reader.IsDBNull(10) ? null : new ThreadCategory(reader.GetInt64(10), reader.GetString(11), reader.TextOrNull(12)),
        ContactSnapshotJson = reader.TextOrNull(13),
        AccountNumber = reader.GetInt64(14),
        AccountIdentifier = reader.TextOrNull(15),
        AccountName = reader.GetString(16),
        LastMessage = reader.IsDBNull(FirstOfMessage) ? null : InboxStore.ReadMessage(reader, FirstOfMessage),
    };

    private static string Pattern(string search) => $"%{search.ToLowerInvariant().Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal)}%";

    private async Task<IReadOnlySet<long>> ChangeAsync(string statement, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = database.Engine.CreateCommand(_sql[statement]).With(values);
        return (await command.ListAsync(reader => reader.GetInt64(0), cancellationToken)).ToHashSet();
    }
}
