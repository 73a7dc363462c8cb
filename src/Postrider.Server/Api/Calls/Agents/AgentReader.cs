using System.Text.Json;
using Postrider.Calls;
using Postrider.Jobs;
using Postrider.Server.Api.Actions;

namespace Postrider.Server.Api.Calls.Agents;

/// <summary>Reads an agent from a body, and gathers all that is wrong with it.</summary>
internal static class AgentReader
{
    private const int MostScripts = 50;
    private const int MostRecordings = 1000;
    private const int LongestName = 100;
    private const int LongestUrl = 2000;
    private const int LongestCallerId = 64;

    /// <summary>The numbers of the uploads that the body may name, so that they can be looked up before it is read.</summary>
    public static IReadOnlyList<long> Recordings(JsonElement body) => [.. Played(body).Distinct().Take(MostRecordings)];

    public static AgentSettings Read(Fields body, IReadOnlyDictionary<long, JobAttachment> recordings)
    {
        var settings = new AgentSettings
        {
            Name = body.Line("name", LongestName, required: true) ?? "",
            AccountId = body.Line("account_id", 200, required: true) ?? "",
            CallerId = CallerId(body),
            Scripts = Scripts(body, recordings),
            Record = body.Flag("record") ?? false,
            MaxDurationSeconds = (int)(body.Whole("max_duration_seconds", 1, AgentSettings.LongestCallSeconds) ?? 600),
            RingTimeoutSeconds = (int)(body.Whole("ring_timeout_seconds", 1, AgentSettings.LongestRingSeconds) ?? 30),
            InitialSilenceMilliseconds = (int)(body.Whole("initial_silence_timeout", 0, AgentSettings.LongestSilenceMilliseconds) ?? 0),
            Voicemail = body.Choice("voicemail", "continue", "hangup", "leave_message") switch { "hangup" => VoicemailAction.HangUp, "leave_message" => VoicemailAction.LeaveMessage, _ => VoicemailAction.Continue },
            VoicemailMessage = body.Text("voicemail_message", ScriptReader.LongestText),
            Voice = body.Line("voice", LongestName),
            StreamUrl = StreamUrl(body),
        };
        if (settings.VoicemailMessage is not null && settings.Voicemail != VoicemailAction.LeaveMessage)
        {
            body.Fail("voicemail_message", "voicemail_message is for agents whose voicemail is leave_message.");
        }

        return settings;
    }

    private static List<CallScript> Scripts(Fields body, IReadOnlyDictionary<long, JobAttachment> recordings)
    {
        var tasks = body.Objects("tasks", required: true, most: MostScripts);
        var scripts = new List<CallScript>(tasks.Count);
        foreach (var task in tasks)
        {
            var script = new ScriptReader(recordings).Read(task);
            if (script.Trigger is { } trigger && scripts.Any(other => other.Trigger == trigger))
            {
                task.Fail("trigger", "Another task has the same trigger.");
            }

            if (script.IsDefault && scripts.Any(other => other.IsDefault))
            {
                task.Fail("default", "Only one task may be the default.");
            }

            scripts.Add(script);
        }

        return scripts;
    }

    /// <summary>E.164, or what may stand before the @ of a SIP address without being escaped.</summary>
    private static string? CallerId(Fields body)
    {
        var callerId = body.Line("caller_id", LongestCallerId);
        if (string.IsNullOrEmpty(callerId))
        {
            return null;
        }

        if (callerId.All(c => char.IsAsciiLetterOrDigit(c) || "-_.!~*'()&=+$,;?/".Contains(c, StringComparison.Ordinal)))
        {
            return callerId;
        }

        body.Fail("caller_id", "caller_id must be a phone number such as +14155550100 or the user of a SIP address: letters, digits and - _ . ! ~ * ' ( ) & = + $ , ; ? /");
        return null;
    }

    private static string? StreamUrl(Fields body)
    {
        var text = body.Line("stream_url", LongestUrl);
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "ws" or "wss" && url.Host.Length > 0 && url.UserInfo.Length == 0 && url.Fragment.Length == 0)
        {
            return text;
        }

        body.Fail("stream_url", "stream_url must be like wss://agent.example.com/voice, without a user, a password or a fragment.");
        return null;
    }

    private static IEnumerable<long> Played(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Played),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => member.Name == "play" && Number(member.Value) is { } id ? [id] : Played(member.Value)),
        _ => [],
    };

    private static long? Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number
        : value.ValueKind == JsonValueKind.String && long.TryParse(value.GetString(), out number) ? number
        : null;
}
