using System.Text.Json;

namespace Postrider.Server.Api.Calls.Campaigns;

/// <summary>What a preflight tells.</summary>
internal static class PreflightWire
{
    /// <summary>Groups of zones beyond these are counted and not shown.</summary>
    private const int MostGroups = 100;

    public static void Write(Utf8JsonWriter writer, Preflight preflight)
    {
        writer.WriteString("id"u8, preflight.Campaign.Id);
        writer.WriteString("state"u8, Postrider.Campaigns.CampaignStates.Name(preflight.Campaign.State));
        writer.WriteNumber("will_dial"u8, preflight.Dials);
        WriteSkipped(writer, preflight);
        WriteWaiting(writer, preflight);
        writer.WriteNumber("max_attempts"u8, preflight.Campaign.Settings.Retries.MaxAttempts);
        WriteLimits(writer, preflight);
        writer.WriteNumber("calls_per_minute"u8, Math.Round(preflight.Forecast.CallsPerMinute, 2));
        writer.WriteNumber("assumed_call_seconds"u8, Math.Round(preflight.CallSeconds ?? CampaignOutlook.AssumedCallSeconds, 1));
        writer.WriteString("call_seconds_from"u8, preflight.CallSeconds is null ? "assumption"u8 : "ended_calls"u8);
        writer.WriteTime("begins_at", preflight.Begins);
        writer.WriteTime("ends_at", preflight.IsHeld ? null : preflight.Forecast.EndsAt);
        writer.WriteStartArray("warnings"u8);
        foreach (var warning in preflight.Warnings)
        {
            writer.WriteStartObject();
            writer.WriteString("code"u8, warning.Code);
            writer.WriteString("message"u8, warning.Message);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteSkipped(Utf8JsonWriter writer, Preflight preflight)
    {
        writer.WriteStartObject("skipped"u8);
        writer.WriteNumber("total"u8, preflight.Suppressed + preflight.Rejected.Values.Sum());
        writer.WriteNumber("suppressed_since"u8, preflight.Suppressed);
        writer.WriteStartObject("rejected"u8);
        foreach (var (reason, rows) in preflight.Rejected.OrderBy(count => count.Key, StringComparer.Ordinal))
        {
            writer.WriteNumber(reason, rows);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteWaiting(Utf8JsonWriter writer, Preflight preflight)
    {
        writer.WriteStartObject("outside_hours"u8);
        writer.WriteNumber("calls"u8, preflight.Waiting.Sum(group => group.Calls));
        writer.WriteStartArray("zones"u8);
        foreach (var group in preflight.Waiting.Take(MostGroups))
        {
            writer.WriteStartObject();
            writer.WriteString("time_zones"u8, group.Zones);
            writer.WriteNumber("calls"u8, group.Calls);
            writer.WriteTime("opens_at", group.Opens == DateTimeOffset.MaxValue ? null : group.Opens);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteLimits(Utf8JsonWriter writer, Preflight preflight)
    {
        var least = preflight.Limits.Min(limit => limit.CallsPerMinute);
        writer.WriteStartArray("limits"u8);
        foreach (var limit in preflight.Limits)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, limit.Name);
            writer.WriteNumber("calls_per_minute"u8, Math.Round(limit.CallsPerMinute, 2));
            writer.WriteBoolean("binds"u8, limit.CallsPerMinute <= least);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
