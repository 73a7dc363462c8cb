using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;
using Postrider.Calls;
using Postrider.Jobs;
using Postrider.Postgres.Schema;

namespace Postrider.Postgres.Storage;

/// <summary>Reads rows of <c>call_view</c> beside those of <c>job_view</c>, and the words by which the store has them.</summary>
internal static class CallRows
{
    public static async Task<List<CallView>> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var calls = new List<CallView>();
        while (await reader.ReadAsync(cancellationToken))
        {
            calls.Add(Read(reader));
        }

        return calls;
    }

    public static string Name(CallState state) => state switch
    {
        CallState.Queued => "queued",
        CallState.Dialing => "dialing",
        CallState.Ringing => "ringing",
        CallState.InProgress => "in_progress",
        _ => "ended",
    };

    public static CallState Parse(string name) => name switch
    {
        "queued" => CallState.Queued,
        "dialing" => CallState.Dialing,
        "ringing" => CallState.Ringing,
        "in_progress" => CallState.InProgress,
        "ended" => CallState.Ended,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such state."),
    };

    public static string Write(IReadOnlyList<TranscriptLine> transcript) => JsonSerializer.Serialize(transcript, CallJson.Default.IReadOnlyListTranscriptLine);

    public static string Write(IReadOnlyList<string> warnings) => JsonSerializer.Serialize(warnings, CallJson.Default.IReadOnlyListString);

    private static CallView Read(NpgsqlDataReader reader)
    {
        int Column(string name) => reader.GetOrdinal(name);
        var job = JobRows.Read(reader);
        return new CallView
        {
            Job = job,
            AgentId = reader.GetString(Column("agent_id")),
            CampaignId = reader.IsDBNull(Column("campaign_id")) ? null : reader.GetGuid(Column("campaign_id")),
            HangUpAskedAt = reader.AtOrNull(Column("hangup_at")),
            Zones = reader.TextOrNull(Column("zones")) ?? "",
            Record = new CallRecord
            {
                Job = new JobRef(new WorkspaceId(reader.GetInt64(Column("workspace_id"))), job.JobId),
                Attempt = reader.GetInt32(Column("call_attempt")),
                State = Parse(reader.GetString(Column("call_state"))),
                Outcome = reader.TextOrNull(Column("outcome")),
                AnsweredBy = reader.TextOrNull(Column("answered_by")),
                EndedBy = reader.TextOrNull(Column("ended_by")),
                SipCode = reader.IsDBNull(Column("sip_code")) ? null : reader.GetInt32(Column("sip_code")),
                SipReason = reader.TextOrNull(Column("sip_reason")),
                DialedAt = reader.AtOrNull(Column("dialed_at")),
                RingingAt = reader.AtOrNull(Column("ringing_at")),
                AnsweredAt = reader.AtOrNull(Column("answered_at")),
                EndedAt = reader.AtOrNull(Column("ended_at")),
                Digits = reader.GetString(Column("digits")),
                OptOut = reader.GetBoolean(Column("opt_out")),
                Transcript = JsonSerializer.Deserialize(reader.GetString(Column("transcript")), CallJson.Default.IReadOnlyListTranscriptLine)!,
                Warnings = JsonSerializer.Deserialize(reader.GetString(Column("warnings")), CallJson.Default.IReadOnlyListString)!,
                RecordingSha256 = reader.IsDBNull(Column("recording_sha256")) ? null : reader.GetFieldValue<byte[]>(Column("recording_sha256")),
                FarSideId = reader.TextOrNull(Column("far_side_id")),
            },
        };
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyList<TranscriptLine>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class CallJson : JsonSerializerContext;
