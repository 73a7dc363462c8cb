namespace Postrider.Campaigns;

/// <summary>A number as it was read, or why it cannot be called.</summary>
/// <param name="To">In E.164; null: it cannot be called.</param>
/// <param name="Zones">As in <see cref="CampaignNumber"/>.</param>
/// <param name="Reason">As in <see cref="RejectedRow"/>.</param>
/// <param name="Detail">For people.</param>
public readonly record struct NumberReading(string? To, string Zones, string Reason, string Detail)
{
    internal static NumberReading Refuse(string reason, string detail) => new(null, "", reason, detail);
}
