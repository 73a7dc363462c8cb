using Postrider.Inbox;
using Postrider.Jobs;

namespace Postrider.Storage;

/// <summary>The port of conversations and of what comes in.</summary>
public interface IInboxStore
{
    /// <summary>The first of these jobs that the workspace has, else the conversation of whoever wrote; null: it answers nothing of ours.</summary>
    Task<InboundMatch?> MatchAsync(WorkspaceId workspace, string accountId, IReadOnlyList<Guid> jobs, string? address, CancellationToken cancellationToken);

    /// <summary>Takes a message in, tells it as an event and, of a bounce, marks the job and suppresses the address; false: it was taken in before.</summary>
    Task<bool> TakeInAsync(InboundMessage message, CancellationToken cancellationToken);

    /// <summary>Which of these the account has taken in, by the far side's ids.</summary>
    Task<IReadOnlySet<string>> WhichTakenAsync(WorkspaceId workspace, string accountId, IReadOnlyList<string> externalIds, CancellationToken cancellationToken);

    /// <summary>Tells what became of a message of ours as an event of its job, each status once; false: no message of ours has this id, or it was told before.</summary>
    Task<bool> NoteAsync(DeliveryNote note, CancellationToken cancellationToken);

    /// <summary>When this contact last wrote to the account; null: never.</summary>
    Task<DateTimeOffset?> FindLastInboundAsync(WorkspaceId workspace, string accountId, string address, CancellationToken cancellationToken);

    /// <summary>The recipient of a job, for whoever holds a link to unsubscribe.</summary>
    Task<string?> FindRecipientAsync(JobRef job, CancellationToken cancellationToken);

    Task<IReadOnlyList<Conversation>> ListAsync(WorkspaceId workspace, string? accountId, (DateTimeOffset At, Guid Id)? after, int limit, CancellationToken cancellationToken);

    Task<Conversation?> FindAsync(WorkspaceId workspace, Guid conversationId, CancellationToken cancellationToken);

    /// <summary>A conversation's messages, the oldest first.</summary>
    Task<IReadOnlyList<ConversationMessage>> ListMessagesAsync(WorkspaceId workspace, Guid conversationId, (DateTimeOffset At, Guid Id)? after, int limit, CancellationToken cancellationToken);

    Task<ConversationMessage?> FindMessageAsync(WorkspaceId workspace, Guid messageId, CancellationToken cancellationToken);
}
