namespace Postrider.Suppression;

/// <summary>An address that must not be reached. <paramref name="Address"/> is its normal form.</summary>
public sealed record SuppressionEntry(string Address, string Reason, string? Note, DateTimeOffset CreatedAt)
{
    /// <summary>The reasons a person may give; a bounce comes from the far side as well.</summary>
    public static IReadOnlyList<string> Reasons { get; } = ["unsubscribe", "do_not_call", "bounce", "complaint", "manual"];
}
