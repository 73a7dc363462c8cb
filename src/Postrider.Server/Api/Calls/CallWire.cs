using System.Text.Json;
using Postrider.Calls;
using Postrider.Campaigns;
using Postrider.Contacts;
using Postrider.Jobs;

namespace Postrider.Server.Api.Calls;

/// <summary>Calls as answers show them.</summary>
internal static class CallWire
{
    public static void Write(Utf8JsonWriter writer, CallView call)
    {
        var record = call.Record;
        var body = JobBody.Read(call.Job.Body);
        writer.WriteString("external_id"u8, call.ExternalId);
        writer.WriteString("agentId"u8, call.AgentId);
        writer.WriteString("to"u8, RecipientAddress.Bare(call.Job.Address));
        writer.WriteString("trigger"u8, body.Content.Call?.Trigger);
        writer.WriteString("state"u8, record.State.Word());
        writer.WriteString("outcome"u8, record.Outcome);
        writer.WriteString("answered_by"u8, record.AnsweredBy);
        writer.WriteString("ended_by"u8, record.EndedBy);
        WriteNumber(writer, "sip_code", record.SipCode);
        writer.WriteString("sip_reason"u8, record.SipReason);
        writer.WriteTime("created_at", call.Job.AcceptedAt);
        writer.WriteTime("started_at", record.DialedAt);
        writer.WriteTime("answered_at", record.AnsweredAt);
        writer.WriteTime("ended_at", record.EndedAt);

        // Of an end that nobody knows nobody knows either how long it took.
        var isKnown = record.Outcome != CallOutcome.Unknown;
        WriteNumber(writer, "ring_seconds", isKnown ? record.RingSeconds : null);
        WriteNumber(writer, "talk_seconds", isKnown ? record.TalkSeconds : null);
        writer.WriteString("campaign_id"u8, call.CampaignId is { } campaign ? CampaignId.Of(campaign) : null);
        writer.WritePropertyName("metadata"u8);
        WriteMetadata(writer, body.Metadata);
        writer.WriteString("digits"u8, record.Digits);
        writer.WriteBoolean("opt_out"u8, record.OptOut);
        writer.WriteString("recording"u8, record.RecordingSha256 is null ? null : $"/v1/calls/{call.ExternalId}/recording");
        WriteTranscript(writer, record.Transcript);
        writer.WriteStartArray("warnings"u8);
        foreach (var warning in record.Warnings)
        {
            writer.WriteStringValue(warning);
        }

        writer.WriteEndArray();
    }

    /// <summary>One call alone: with the moments at which it came into its states.</summary>
    public static void WriteWhole(Utf8JsonWriter writer, CallView call)
    {
        Write(writer, call);
        writer.WriteTime("hangup_asked_at", call.HangUpAskedAt);
        writer.WriteStartArray("timeline"u8);
        foreach (var moment in call.Timeline)
        {
            writer.WriteStartObject();
            writer.WriteString("state"u8, moment.State.Word());
            writer.WriteTime("at", moment.At);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteTranscript(Utf8JsonWriter writer, IReadOnlyList<TranscriptLine> lines)
    {
        writer.WriteStartArray("transcript"u8);
        foreach (var line in lines)
        {
            writer.WriteStartObject();
            writer.WriteString("who"u8, line.Who);
            writer.WriteNumber("at"u8, line.At);
            writer.WriteString("text"u8, line.Text);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteMetadata(Utf8JsonWriter writer, JsonElement? metadata)
    {
        if (metadata is { } given)
        {
            given.WriteTo(writer);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, double? number)
    {
        if (number is { } known)
        {
            writer.WriteNumber(name, known);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
