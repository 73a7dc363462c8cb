using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Postrider.Calls;
using Postrider.Contacts;
using Postrider.Server.Api.Dispatch;

namespace Postrider.Server.Api.Calls;

/// <summary>One call as the wire asks for it, read and checked.</summary>
/// <param name="AgentId">Compared byte for byte.</param>
/// <param name="To">In E.164.</param>
/// <param name="Trigger">Null: the agent's default script.</param>
/// <param name="Metadata">Scalars by their names, as long as the body lives.</param>
/// <param name="InitialSilence">In milliseconds; null: as the agent has it.</param>
internal sealed record CallRequest(string AgentId, string To, string? Trigger, JsonElement? Metadata, int? InitialSilence)
{
    private const int LongestTrigger = 200;
    private const int LargestMetadata = 16 * 1024;

    public static CallRequest Read(JsonElement root, ref ApiError? fault)
    {
        var members = new Members(root);
        var agentId = Text(members, "agentId");
        if (string.IsNullOrEmpty(agentId))
        {
            fault ??= CallsErrors.AgentIdRequired;
        }

        var to = Text(members, "to");
        if (to is null || !CountryCode.IsCallable(to))
        {
            fault ??= CallsErrors.InvalidNumber;
        }

        var trigger = Text(members, "trigger");
        if (trigger is { Length: > LongestTrigger } || (trigger is null && members.Find("trigger") is not null))
        {
            fault ??= CallsErrors.InvalidTrigger;
        }

        var metadata = members.Find("metadata");
        if (metadata is { } given && !IsMetadata(given))
        {
            fault ??= CallsErrors.InvalidMetadata;
        }

        return new CallRequest(agentId ?? "", to ?? "", string.IsNullOrEmpty(trigger) ? null : trigger, metadata, Silence(members, ref fault));
    }

    private static string? Text(Members members, string name) => members.Find(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static bool IsMetadata(JsonElement metadata) =>
        metadata.ValueKind == JsonValueKind.Object
        && JsonMarshal.GetRawUtf8Value(metadata).Length <= LargestMetadata
        && metadata.EnumerateObject().All(member => member.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array));

    private static int? Silence(Members members, ref ApiError? fault)
    {
        if (members.Find("initial_silence_timeout") is not { } value)
        {
            return null;
        }

        double? number = value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetDouble(out var given) => given,
            JsonValueKind.String when double.TryParse(value.GetString(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var given) => given,
            _ => null,
        };
        if (number is >= 0 and <= AgentSettings.LongestSilenceMilliseconds && double.IsInteger(number.Value))
        {
            return (int)number;
        }

        fault ??= CallsErrors.InvalidSilence;
        return null;
    }
}
