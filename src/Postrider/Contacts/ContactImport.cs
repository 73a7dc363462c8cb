namespace Postrider.Contacts;

/// <summary>What an import may do to contacts that are known.</summary>
public sealed record ImportOptions
{
    public bool OverwriteExisting { get; init; }

    public bool SkipExisting { get; init; }

    public bool DetectTimeZone { get; init; }

    /// <summary>All that was imported or found joins these lists.</summary>
    public IReadOnlyList<long> ListIds { get; init; } = [];
}

public enum ImportStatus
{
    Created,
    Updated,
    Skipped,
    Failed,
}

/// <summary>What became of one item of an import.</summary>
/// <param name="Contact">As it is to be kept; null: nothing changes.</param>
public sealed record ImportedContact(ImportStatus Status, long? ContactId, Contact? Contact)
{
    public string? Fault { get; init; }

    public string? SkipReason { get; init; }
}
