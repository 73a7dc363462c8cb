namespace Postrider.Inbox;

/// <summary>A conversation as an inbox shows it: with its last message and what people marked it with.</summary>
public sealed record ConversationThread
{
    /// <summary>The whole number that names it; it never changes.</summary>
    public required long Number { get; init; }

    public required WorkspaceId Workspace { get; init; }

    public required Conversation Conversation { get; init; }

    public required bool Unread { get; init; }

    public required bool MeetingIntent { get; init; }

    public ThreadCategory? Category { get; init; }

    /// <summary>What was known of a contact who was deleted since.</summary>
    public string? ContactSnapshotJson { get; init; }

    /// <summary>The account's own number.</summary>
    public required long AccountNumber { get; init; }

    /// <summary>What the account calls itself at the far side.</summary>
    public string? AccountIdentifier { get; init; }

    public required string AccountName { get; init; }

    public ConversationMessage? LastMessage { get; init; }
}

/// <summary>A mark that people put on threads.</summary>
public sealed record ThreadCategory(long CategoryId, string Name, string? Color);

/// <summary>Which threads are asked for; what is null asks nothing.</summary>
public sealed record ThreadFilter
{
    public IReadOnlyList<string>? Channels { get; init; }

    public string? Search { get; init; }

    public bool OnlyWithMeetingIntent { get; init; }

    public bool? HasInbound { get; init; }

    public bool OnlyUnread { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    public IReadOnlyList<long>? Categories { get; init; }

    public IReadOnlyList<long>? Accounts { get; init; }
}
