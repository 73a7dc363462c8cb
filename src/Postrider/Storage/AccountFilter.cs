namespace Postrider.Storage;

/// <summary>Which accounts of a channel are wanted; what is null lets all through, and case never counts.</summary>
public sealed record AccountFilter(string Channel)
{
    public IReadOnlyList<string>? Kinds { get; init; }

    public bool? IsUsable { get; init; }

    public string? Address { get; init; }

    /// <summary>Any of these domains or one below it.</summary>
    public IReadOnlyList<string>? Domains { get; init; }

    /// <summary>Any of these.</summary>
    public IReadOnlyList<string>? Tags { get; init; }
}
