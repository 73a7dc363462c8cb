namespace Postrider.Acceptance;

/// <summary>What every dialect turns its request into. There is one way from here to a stored job.</summary>
public sealed record NewJob
{
    public required WorkspaceId Workspace { get; init; }

    public required string Lane { get; init; }

    public required string AccountId { get; init; }

    public required string Channel { get; init; }

    public required string Action { get; init; }

    /// <summary>The recipient's normal form.</summary>
    public required string Address { get; init; }

    public required TimeSpan Gap { get; init; }

    /// <summary>Drawn already; it only adds.</summary>
    public TimeSpan Jitter { get; init; }

    public DateTimeOffset? SendAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public required byte[] Body { get; init; }

    /// <summary>The hashes of what the body refers to in the content store.</summary>
    public IReadOnlyList<byte[]> Contents { get; init; } = [];

    /// <summary>Same sender, recipient and content, same fingerprint; null: duplicates are not looked for.</summary>
    public Guid? Fingerprint { get; init; }

    public TimeSpan DedupeWindow { get; init; }

    /// <summary>The contact for whom it is done, and what is done; null: nobody keeps count.</summary>
    public NewActivity? Activity { get; init; }

    /// <summary>What makes it a call: it spends one of the workspace's calls and is written down as queued; null: it is none.</summary>
    public NewCall? Call { get; init; }

    /// <summary>Checks everything and stores nothing.</summary>
    public bool DryRun { get; init; }
}

/// <summary>What a job does for a contact.</summary>
/// <param name="ContactId">The contact.</param>
/// <param name="Kind">One of <see cref="Contacts.ActivityKind"/>.</param>
public sealed record NewActivity(long ContactId, string Kind);

/// <summary>A call's own part of a job.</summary>
public sealed record NewCall(string AgentId)
{
    /// <summary>The campaign that calls; null: it is a call of its own.</summary>
    public Guid? CampaignId { get; init; }

    /// <summary>Of a campaign's call: the zones in which the callee may be.</summary>
    public string? Zones { get; init; }
}
