namespace Postrider.Inbox;

/// <summary>A message that came in, and what it belongs to.</summary>
public sealed record InboundMessage
{
    public required WorkspaceId Workspace { get; init; }

    public required string AccountId { get; init; }

    public required InboundMatch Match { get; init; }

    /// <summary>One of <see cref="MessageKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The far side's own id, by which a message is taken in once.</summary>
    public required string ExternalId { get; init; }

    public string? FromAddress { get; init; }

    public string? FromName { get; init; }

    public string? Subject { get; init; }

    public string? Text { get; init; }

    public string? Html { get; init; }

    public IReadOnlyList<InboundFile> Files { get; init; } = [];

    public byte[]? RawSha256 { get; init; }

    public long RawSize { get; init; }

    /// <summary>When its writer says it was written.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>It came while nobody listened, and was found afterwards.</summary>
    public bool Backfilled { get; init; }

    public Bounce? Bounce { get; init; }
}

/// <summary>A file of a message; its content lies in the raw message.</summary>
public sealed record InboundFile(string Name, string ContentType, long Size, string Part);

/// <summary>What a report of failed delivery says.</summary>
/// <param name="Permanent">Whether the address is bad for good, so that it is suppressed.</param>
public sealed record Bounce(bool Permanent, string? Status, string? Detail);

/// <summary>What an inbound message belongs to: the job that it answers, or only the contact who wrote.</summary>
/// <param name="Address">The contact's normal form.</param>
public sealed record InboundMatch(string Channel, string Address, Guid? JobId);
