namespace Postrider.Accounts;

/// <summary>An account whose starts keep a gap, whatever lanes they come from, while a claim decides.</summary>
public sealed class StartPace(TimeSpan gap, DateTimeOffset? lastStartAt)
{
    public DateTimeOffset? LastStartAt { get; private set; } = lastStartAt;

    /// <summary>Before this nothing of the account's may start.</summary>
    public DateTimeOffset Earliest => LastStartAt is { } last ? last + gap : DateTimeOffset.MinValue;

    public void Start(DateTimeOffset at) => LastStartAt = at;
}
