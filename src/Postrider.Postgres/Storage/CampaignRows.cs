using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Postrider.Calls;
using Postrider.Campaigns;
using Postrider.Postgres.Schema;

namespace Postrider.Postgres.Storage;

/// <summary>Reads rows of campaigns, and the words by which the store has what belongs to them.</summary>
internal static class CampaignRows
{
    public static Campaign Read(NpgsqlDataReader reader)
    {
        int Column(string name) => reader.GetOrdinal(name);
        string? Text(string name) => reader.TextOrNull(Column(name));
        return new Campaign
        {
            Workspace = new WorkspaceId(reader.GetInt64(Column("workspace_id"))),
            CampaignId = reader.GetGuid(Column("campaign_id")),
            AgentId = reader.GetString(Column("agent_id")),
            AccountId = reader.GetString(Column("account_id")),
            Trigger = Text("trigger"),
            State = CampaignStates.Parse(reader.GetString(Column("state"))),
            PauseReason = Text("pause_reason"),
            Settings = new CampaignSettings
            {
                Name = reader.GetString(Column("name")),
                Spacing = reader.Gap(Column("gap")),
                MaxConcurrent = reader.GetInt32(Column("max_concurrent")),
                Retries = ReadRetries(reader, Column("max_attempts"), Column("retry_delay"), Column("retry_on")),
                Hours = new CallHours(AccountJson.ReadWindow(reader.GetString(Column("send_window")))!, reader.GetString(Column("time_zone"))),
                ConsentBasis = Text("consent_basis"),
                CallerName = Text("caller_name"),
                Announces = reader.GetBoolean(Column("announces")),
            },
            Counts = new CampaignCounts
            {
                Accepted = reader.GetInt64(Column("accepted")),
                Duplicate = reader.GetInt64(Column("duplicate")),
                Invalid = reader.GetInt64(Column("invalid")),
                Suppressed = reader.GetInt64(Column("suppressed")),
                OverAllowance = reader.GetInt64(Column("over_allowance")),
                InProgress = reader.GetInt32(Column("in_flight")),
                Outcomes = Text("outcomes") is { } outcomes ? JsonNode.Parse(outcomes)!.AsObject().ToDictionary(outcome => outcome.Key, outcome => (long)outcome.Value!) : [],
                TimeOnLine = reader.Gap(Column("on_line")),
                CallsPerMinute = reader.GetInt64(Column("per_minute")),
            },
            StartAt = reader.AtOrNull(Column("start_at")),
            CreatedAt = reader.At(Column("created_at")),
            StartedAt = reader.AtOrNull(Column("started_at")),
            EndedAt = reader.AtOrNull(Column("ended_at")),
            Now = reader.At(Column("now")),
        };
    }

    public static CallRetries ReadRetries(NpgsqlDataReader reader, int attempts, int delay, int on) => new(reader.GetInt32(attempts), reader.Gap(delay), reader.GetFieldValue<string[]>(on));

    /// <summary>A plan in the form in which agents are kept.</summary>
    public static byte[] Write(CallPlan plan) => JsonSerializer.SerializeToUtf8Bytes(plan, CampaignJson.Default.CallPlan);

    public static CallPlan ReadPlan(byte[] plan) => JsonSerializer.Deserialize(plan, CampaignJson.Default.CallPlan)!;

    /// <summary>A lane's hours: the campaign's zone, then the window.</summary>
    public static string Write(CallHours hours) => $"{hours.TimeZone} {AccountJson.Write(hours.Window)}";

    public static CallHours? ReadHours(string? text) =>
        text is null ? null : new CallHours(AccountJson.ReadWindow(text[(text.IndexOf(' ', StringComparison.Ordinal) + 1)..])!, text[..text.IndexOf(' ', StringComparison.Ordinal)]);

    /// <summary>What an event tells of a campaign.</summary>
    public static string Describe(Guid campaignId, Action<JsonObject>? more = null)
    {
        var data = new JsonObject { ["campaign_id"] = CampaignId.Of(campaignId) };
        more?.Invoke(data);
        return data.ToJsonString();
    }
}

[System.Text.Json.Serialization.JsonSourceGenerationOptions(
    PropertyNamingPolicy = System.Text.Json.Serialization.JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true,
    DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
[System.Text.Json.Serialization.JsonSerializable(typeof(CallPlan))]
internal sealed partial class CampaignJson : System.Text.Json.Serialization.JsonSerializerContext;
