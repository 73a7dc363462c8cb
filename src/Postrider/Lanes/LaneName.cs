using System.Globalization;
using Postrider.Channels;

namespace Postrider.Lanes;

/// <summary>A lane's name within its workspace.</summary>
public static class LaneName
{
    private const string CampaignPrefix = "campaign:";
    private const string Email = "dispatch:" + Channel.Email;
    private const string LinkedIn = "dispatch:" + Channel.LinkedIn;
    private const string WhatsApp = "dispatch:" + Channel.WhatsApp;

    /// <summary>The lane of what is sent at once: one per workspace, without a gap.</summary>
    public const string Direct = "direct";

    /// <summary>An endpoint's own lane: strict, and one at a time.</summary>
    public static string Webhook(string accountId) => $"webhook:{accountId}";

    /// <summary>A campaign's own lane.</summary>
    public static string Campaign(Guid campaignId) => string.Create(CultureInfo.InvariantCulture, $"{CampaignPrefix}{campaignId:N}");

    /// <summary>The campaign whose lane this is; null: it is no campaign's.</summary>
    public static Guid? CampaignOf(string lane) =>
        lane.StartsWith(CampaignPrefix, StringComparison.Ordinal) && Guid.TryParseExact(lane.AsSpan(CampaignPrefix.Length), "N", out var id) ? id : null;

    /// <summary>The lane of the Dispatch API: one per workspace and channel.</summary>
    public static string Dispatch(string channel) => channel switch
    {
        Channel.Email => Email,
        Channel.LinkedIn => LinkedIn,
        Channel.WhatsApp => WhatsApp,
        _ => throw new ArgumentOutOfRangeException(nameof(channel), channel, "Not a channel of the Dispatch API."),
    };
}
