using System.Text.Json;
using Postrider.Campaigns;

namespace Postrider.Server.Api.Calls.Campaigns;

/// <summary>A campaign as it is shown.</summary>
/// <param name="Campaign">As it was read.</param>
/// <param name="Ends">When it will be done; null: it does not run, or there is no end in sight.</param>
internal readonly record struct ShownCampaign(Campaign Campaign, DateTimeOffset? Ends);

/// <summary>Campaigns as answers and the stream of their progress show them.</summary>
internal static class CampaignWire
{
    public static void Write(Utf8JsonWriter writer, ShownCampaign shown)
    {
        var campaign = shown.Campaign;
        writer.WriteString("id"u8, campaign.Id);
        writer.WriteString("name"u8, campaign.Settings.Name);
        writer.WriteString("state"u8, campaign.State.Name());
        writer.WriteString("pause_reason"u8, campaign.PauseReason);
        writer.WriteString("agentId"u8, campaign.AgentId);
        writer.WriteString("trigger"u8, campaign.Trigger);
        writer.WriteString("account_id"u8, campaign.AccountId);
        WriteCounts(writer, campaign.Counts);
        writer.WriteTime("eta", shown.Ends);
        WriteSettings(writer, campaign.Settings);
        writer.WriteTime("start_at", campaign.StartAt);
        writer.WriteTime("created_at", campaign.CreatedAt);
        writer.WriteTime("started_at", campaign.StartedAt);
        writer.WriteTime("ended_at", campaign.EndedAt);
    }

    private static void WriteCounts(Utf8JsonWriter writer, CampaignCounts counts)
    {
        writer.WriteNumber("total"u8, counts.Total);
        writer.WriteNumber("accepted"u8, counts.Accepted);
        writer.WriteNumber("duplicate"u8, counts.Duplicate);
        writer.WriteNumber("invalid"u8, counts.Invalid);
        writer.WriteNumber("suppressed"u8, counts.Suppressed);
        writer.WriteNumber("over_allowance"u8, counts.OverAllowance);
        writer.WriteNumber("queued"u8, counts.Queued);
        writer.WriteNumber("in_progress"u8, counts.InProgress);
        writer.WriteNumber("done"u8, counts.Done);
        writer.WriteStartObject("outcomes"u8);

        // In one order, so that what did not change looks the same.
        foreach (var (outcome, calls) in counts.Outcomes.OrderBy(count => count.Key, StringComparer.Ordinal))
        {
            writer.WriteNumber(outcome, calls);
        }

        writer.WriteEndObject();
        writer.WriteNumber("calls_per_minute"u8, counts.CallsPerMinute);
    }

    private static void WriteSettings(Utf8JsonWriter writer, CampaignSettings settings)
    {
        writer.WriteNumber("spacing_seconds"u8, settings.Spacing.TotalSeconds);
        writer.WriteNumber("max_concurrent"u8, settings.MaxConcurrent);
        writer.WriteNumber("max_attempts"u8, settings.Retries.MaxAttempts);
        writer.WriteNumber("retry_delay_seconds"u8, settings.Retries.Delay.TotalSeconds);
        writer.WriteStartArray("retry_on"u8);
        foreach (var outcome in settings.Retries.On)
        {
            writer.WriteStringValue(outcome);
        }

        writer.WriteEndArray();
        writer.WriteWindow("window"u8, settings.Hours.Window);
        writer.WriteString("time_zone"u8, settings.Hours.TimeZone);
        writer.WriteString("consent_basis"u8, settings.ConsentBasis);
        writer.WriteString("caller_name"u8, settings.CallerName);
        writer.WriteBoolean("announce"u8, settings.Announces);
    }
}
