namespace Postrider.Inbox;

/// <summary>What was said both ways with one contact through one account.</summary>
public sealed record Conversation(Guid ConversationId, string Channel, string AccountId, string Address, DateTimeOffset StartedAt, DateTimeOffset LastAt, DateTimeOffset? LastInboundAt);

/// <summary>A message of a conversation. Of one that we sent, the content is that of its job.</summary>
public sealed record ConversationMessage
{
    public required Guid MessageId { get; init; }

    public required Guid ConversationId { get; init; }

    public required string AccountId { get; init; }

    public required bool Inbound { get; init; }

    public required string Kind { get; init; }

    public Guid? JobId { get; init; }

    public string? ExternalId { get; init; }

    public string? FromAddress { get; init; }

    public string? FromName { get; init; }

    public string? Subject { get; init; }

    public string? Text { get; init; }

    public string? Html { get; init; }

    /// <summary>Further recipients of one that we sent.</summary>
    public IReadOnlyList<string>? Cc { get; init; }

    public IReadOnlyList<string>? Bcc { get; init; }

    public IReadOnlyList<InboundFile> Files { get; init; } = [];

    public byte[]? RawSha256 { get; init; }

    public long? RawSize { get; init; }

    public bool Backfilled { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    public DateTimeOffset At { get; init; }
}
