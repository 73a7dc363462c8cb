using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Postrider.Contacts;
using Postrider.Events;
using Postrider.Inbox;
using Postrider.Jobs;
using Postrider.Postgres.Schema;
using Postrider.Storage;

namespace Postrider.Postgres.Storage;

/// <summary>Conversations, and the one transaction by which a message is taken in. Order: job, conversation, message, suppression, the log last.</summary>
public sealed partial class InboxStore(Database database) : IInboxStore
{
    private const int LongestInEvent = 2000;

    internal static Statements Sql { get; } = Statements.Load("inbox.sql");

    public async Task<InboundMatch?> MatchAsync(WorkspaceId workspace, string accountId, IReadOnlyList<Guid> jobs, string? address, CancellationToken cancellationToken)
    {
        await using var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        batch.Add(Sql["match_job"]).With(workspace.Value).With(jobs.ToArray());
        batch.Add(Sql["match_contact"]).With(workspace.Value).With(accountId).With(address ?? "");
        await using var reader = await batch.ReadAsync(cancellationToken);
        do
        {
            if (await reader.ReadAsync(cancellationToken))
            {
                return new InboundMatch(reader.GetString(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetGuid(2));
            }
        }
        while (await reader.NextResultAsync(cancellationToken));
        return null;
    }

    public async Task<bool> TakeInAsync(InboundMessage message, CancellationToken cancellationToken)
    {
        var hash = Hash(message.ExternalId);
        await using var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await ReadNowUnlessTakenAsync(connection, message, hash, cancellationToken) is not { } now)
        {
            return false;
        }

        var id = Guid.CreateVersion7(now);
        var conversation = await OpenConversationAsync(connection, message, now, cancellationToken);

        await using (var batch = new Batch(connection))
        {
            AddMessage(batch, message, hash, id, conversation, now);
            if (await batch.RunAsync(cancellationToken) <= 0)
            {
                // Somebody else took it in between the look and here.
                return false;
            }
        }

        await using (var batch = new Batch(connection))
        {
            if (message.RawSha256 is { } raw)
            {
                batch.Add(Sql["use_raw"]).With(message.Workspace.Value).With(raw).With(id);
            }

            AddBounce(batch, message);
            var events = new EventRows(now);
            events.Add(message.Workspace.Value, KindOf(message), message.Match.JobId, message.AccountId, Describe(message, conversation, id));
            events.AddTo(batch);
            await batch.RunAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    public async Task<IReadOnlySet<string>> WhichTakenAsync(WorkspaceId workspace, string accountId, IReadOnlyList<string> externalIds, CancellationToken cancellationToken)
    {
        await using var command = database.Engine.CreateCommand(Sql["which_taken"]).With(workspace.Value, accountId, externalIds.Select(Hash).ToArray());
        var taken = (await command.ListAsync(reader => reader.GetGuid(0), cancellationToken)).ToHashSet();
        return externalIds.Where(id => taken.Contains(Hash(id))).ToHashSet();
    }

    public async Task<string?> FindRecipientAsync(JobRef job, CancellationToken cancellationToken)
    {
        await using var connection = await database.Read.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        batch.Add(Sql["find_recipient"]).With(job.Workspace.Value).With(job.JobId);
        await using var reader = await batch.ReadAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? reader.GetString(0) : null;
    }

    private static Guid Hash(string externalId) => new(SHA256.HashData(Encoding.UTF8.GetBytes(externalId)).AsSpan(0, 16));

    private static string KindOf(InboundMessage message) => message.Kind switch
    {
        MessageKind.Bounce => EventKind.MessageBounced,
        MessageKind.AutoReply => EventKind.MessageAutoReply,
        _ => EventKind.MessageReceived,
    };

    /// <summary>The store's time; null: the message was taken in before.</summary>
    private static async Task<DateTimeOffset?> ReadNowUnlessTakenAsync(NpgsqlConnection connection, InboundMessage message, Guid hash, CancellationToken cancellationToken)
    {
        await using var batch = new Batch(connection);
        batch.Add(Sql["was_taken"]).With(message.Workspace.Value).With(message.AccountId).With(hash);
        await using var reader = await batch.ReadAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetBoolean(0) ? null : reader.At(1);
    }

    private static async Task<Guid> OpenConversationAsync(NpgsqlConnection connection, InboundMessage message, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var batch = new Batch(connection);
        batch.Add(Sql["open_conversation"]).With(message.Workspace.Value).With(message.AccountId).With(message.Match.Channel).With(message.Match.Address).With(Instant.ToStore(now))
            .With(message.Kind is MessageKind.Reply or MessageKind.Message && MeetingWords.AreIn(message.Text));
        await using var reader = await batch.ReadAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetGuid(0);
    }

    private static void AddMessage(Batch batch, InboundMessage message, Guid hash, Guid id, Guid conversation, DateTimeOffset now) => batch.Add(Sql["take_in"])
        .With(message.Workspace.Value).With(id).With(conversation).With(message.AccountId).With(message.Kind).With(message.Match.JobId).With(hash)
        .With(StoredText.Clean(message.ExternalId)!).WithNull(StoredText.Clean(message.FromAddress)).WithNull(StoredText.Clean(message.FromName)).WithNull(StoredText.Clean(message.Subject)).WithNull(StoredText.Clean(message.Text)).WithNull(StoredText.Clean(message.Html))
        .WithNull(message.Files.Count == 0 ? null : StoredText.Clean(JsonSerializer.Serialize(message.Files, InboxJson.Default.IReadOnlyListInboundFile)))
        .WithNull(message.RawSha256).With(message.RawSize).With(message.Backfilled).With(Instant.ToStore(message.SentAt)).With(Instant.ToStore(now));

    private static void AddBounce(Batch batch, InboundMessage message)
    {
        if (message.Bounce is not { } bounce)
        {
            return;
        }

        if (message.Match.JobId is { } job)
        {
            var facts = new JsonObject { ["permanent"] = bounce.Permanent, ["status"] = bounce.Status, ["detail"] = StoredText.Clean(bounce.Detail) };
            batch.Add(Sql["mark_bounced"]).With(message.Workspace.Value).With(job).With(facts.ToJsonString());
        }

        if (bounce.Permanent)
        {
            batch.Add(SuppressionStore.Sql["add_bounce"]).With(message.Workspace.Value).With(message.Match.Address).WithNull(StoredText.Clean($"{bounce.Status} {bounce.Detail}".Trim()));
        }
    }

    private static string Describe(InboundMessage message, Guid conversation, Guid id)
    {
        var data = new JsonObject
        {
            ["channel"] = message.Match.Channel,
            ["from"] = RecipientAddress.Bare(message.Match.Address),
            ["conversation_id"] = conversation,
            ["message_id"] = id,
            ["backfilled"] = message.Backfilled,
        };
        if (message.Bounce is { } bounce)
        {
            data["permanent"] = bounce.Permanent;
            data["status"] = bounce.Status;
            data["detail"] = StoredText.Clean(bounce.Detail);
        }
        else
        {
            data["subject"] = StoredText.Clean(message.Subject);
            data["text"] = StoredText.Clean(message.Text is { Length: > LongestInEvent } text ? text[..LongestInEvent] : message.Text);
        }

        return data.ToJsonString();
    }
}
