using System.Globalization;

namespace Postrider.Campaigns;

/// <summary>A campaign's id as callers see it.</summary>
public static class CampaignId
{
    private const string Prefix = "campaign_";

    public static string Of(Guid campaignId) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{campaignId:N}");

    /// <summary>Null: no campaign can have this id.</summary>
    public static Guid? Parse(string text) =>
        text.StartsWith(Prefix, StringComparison.Ordinal) && Guid.TryParseExact(text.AsSpan(Prefix.Length), "N", out var id) ? id : null;
}
