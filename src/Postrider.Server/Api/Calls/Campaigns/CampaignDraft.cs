using Postrider.Acceptance;
using Postrider.Campaigns;
using Postrider.Server.Api.Actions;

namespace Postrider.Server.Api.Calls.Campaigns;

/// <summary>A campaign as a request wants it made.</summary>
/// <param name="AgentId">Compared byte for byte.</param>
/// <param name="Trigger">Null: the agent's default script.</param>
/// <param name="Settings">Complete.</param>
/// <param name="Starts">Whether it is to run without another word.</param>
/// <param name="StartAt">When; null: at once.</param>
internal sealed record CampaignDraft(string AgentId, string? Trigger, CampaignSettings Settings, bool Starts, DateTimeOffset? StartAt)
{
    private const int LongestAgentId = 200;
    private const int LongestTrigger = 200;

    /// <summary>The request's key; null: it has none.</summary>
    public RequestKey? Key { get; init; }

    /// <param name="fields">The body's; what is wrong with it is gathered there.</param>
    /// <param name="timeZone">Where the campaign is at home that names no zone.</param>
    /// <param name="now">The present.</param>
    public static CampaignDraft Read(Fields fields, string timeZone, DateTimeOffset now)
    {
        if (!fields.Has("name"))
        {
            fields.Fail("name", "name is required.");
        }

        var settings = new CampaignSettings { Name = "", Hours = new CallHours(CallHours.Default, timeZone), Retries = CampaignReader.Retries };
        var startAt = CampaignReader.StartAt(fields, now);
        return new CampaignDraft(
            fields.Text("agentId", LongestAgentId, required: true) ?? "",
            fields.Text("trigger", LongestTrigger) is { Length: > 0 } trigger ? trigger : null,
            CampaignReader.Read(fields)(settings),
            fields.Flag("start") ?? fields.Find("start_at") is not null,
            startAt);
    }
}
