using System.Text.Json;

namespace Postrider.Campaigns;

/// <summary>A number that a campaign is to call, read and checked.</summary>
/// <param name="Row">As in <see cref="RejectedRow"/>.</param>
/// <param name="To">In E.164.</param>
/// <param name="Zones">As in <see cref="CallHours.ClosedUntil"/>.</param>
/// <param name="Metadata">Scalars by their names; null: none.</param>
public sealed record CampaignNumber(long Row, string To, string Zones, JsonElement? Metadata);
