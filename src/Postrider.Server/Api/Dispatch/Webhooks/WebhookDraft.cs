using System.Text.Json;
using Postrider.Webhooks;

namespace Postrider.Server.Api.Dispatch.Webhooks;

/// <summary>What a caller says of an endpoint; what is left out stays as it is.</summary>
internal sealed record WebhookDraft(string? Url, IReadOnlyList<string>? Events, string? Name, bool? Paused, ApiError? Fault)
{
    private const int MostWords = 100;
    private const int LongestName = 100;

    public static WebhookDraft Read(JsonElement root)
    {
        ApiError? fault = null;
        var members = new Members(root);
        var url = members.Text(WebhookErrors.InvalidUrl, ref fault, "url");
        var events = Words(members.Find("events"), ref fault);
        var name = members.Text(WebhookErrors.InvalidName, ref fault, "name");
        fault ??= name is { Length: > LongestName } ? WebhookErrors.InvalidName : null;
        var paused = members.Find("paused") switch
        {
            null => (bool?)null,
            { ValueKind: JsonValueKind.True } => true,
            { ValueKind: JsonValueKind.False } => false,
            _ => Wrong(ref fault),
        };
        return new WebhookDraft(url, events, name, paused, fault);
    }

    private static bool? Wrong(ref ApiError? fault)
    {
        fault ??= WebhookErrors.InvalidPaused;
        return null;
    }

    private static List<string>? Words(JsonElement? given, ref ApiError? fault)
    {
        if (given is not { } list)
        {
            return null;
        }

        var words = new List<string>();
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0 or > MostWords)
        {
            fault ??= WebhookErrors.InvalidEvents;
            return null;
        }

        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String || !EventFilter.IsKnown(item.GetString()!))
            {
                fault ??= WebhookErrors.InvalidEvents.With($"events holds a word that no kind of event begins with. There are {string.Join(", ", Postrider.Events.EventKind.All)}; job.* stands for all that begin with job., and * for all.");
                return null;
            }

            words.Add(item.GetString()!);
        }

        return [.. words.Distinct()];
    }
}
