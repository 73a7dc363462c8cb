using System.Text.Json;
using Postrider.Calls;

namespace Postrider.Server.Api.Calls.Agents;

/// <summary>Agents as answers show them, in the form in which they are given: what was read can be put back.</summary>
internal static class AgentWire
{
    public static void Write(Utf8JsonWriter writer, VoiceAgent agent)
    {
        var settings = agent.Settings;
        writer.WriteString("id"u8, agent.AgentId);
        writer.WriteString("name"u8, settings.Name);
        writer.WriteString("account_id"u8, settings.AccountId);
        writer.WriteString("caller_id"u8, settings.CallerId);
        writer.WriteStartArray("tasks"u8);
        foreach (var script in settings.Scripts)
        {
            WriteScript(writer, script);
        }

        writer.WriteEndArray();
        writer.WriteBoolean("record"u8, settings.Record);
        writer.WriteNumber("max_duration_seconds"u8, settings.MaxDurationSeconds);
        writer.WriteNumber("ring_timeout_seconds"u8, settings.RingTimeoutSeconds);
        writer.WriteNumber("initial_silence_timeout"u8, settings.InitialSilenceMilliseconds);
        writer.WriteString("voicemail"u8, settings.Voicemail switch { VoicemailAction.HangUp => "hangup"u8, VoicemailAction.LeaveMessage => "leave_message"u8, _ => "continue"u8 });
        writer.WriteString("voicemail_message"u8, settings.VoicemailMessage);
        writer.WriteString("voice"u8, settings.Voice);
        writer.WriteString("stream_url"u8, settings.StreamUrl);
        writer.WriteTime("created_at", agent.CreatedAt);
        writer.WriteTime("updated_at", agent.UpdatedAt);
    }

    private static void WriteScript(Utf8JsonWriter writer, CallScript script)
    {
        writer.WriteStartObject();
        writer.WriteString("trigger"u8, script.Trigger);
        writer.WriteBoolean("default"u8, script.IsDefault);
        writer.WriteString("greeting"u8, script.Greeting);
        WriteSteps(writer, "steps", script.Steps);
        writer.WriteString("opt_out_digit"u8, script.OptOutDigit);
        writer.WriteEndObject();
    }

    private static void WriteSteps(Utf8JsonWriter writer, string name, IReadOnlyList<CallStep> steps)
    {
        writer.WriteStartArray(name);
        foreach (var step in steps)
        {
            writer.WriteStartObject();
            WriteStep(writer, step);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteStep(Utf8JsonWriter writer, CallStep step)
    {
        switch (step)
        {
            case CallStep.Say say:
                writer.WriteString("say"u8, say.Text);
                break;
            case CallStep.Play play:
                writer.WriteNumber("play"u8, play.AttachmentId ?? 0);
                break;
            case CallStep.Pause pause:
                writer.WriteNumber("pause_seconds"u8, pause.Seconds);
                break;
            case CallStep.Choose choose:
                writer.WriteString("ask"u8, choose.Prompt);
                writer.WriteNumber("timeout_seconds"u8, choose.Seconds);
                writer.WriteStartObject("digits"u8);
                foreach (var (digit, branch) in choose.Digits)
                {
                    WriteSteps(writer, digit, branch);
                }

                writer.WriteEndObject();
                WriteSteps(writer, "otherwise", choose.Otherwise);
                break;
            case CallStep.OptOut { Text: { } text }:
                writer.WriteString("opt_out"u8, text);
                break;
            case CallStep.OptOut:
                writer.WriteBoolean("opt_out"u8, true);
                break;
            default:
                writer.WriteBoolean("hangup"u8, true);
                break;
        }
    }
}
