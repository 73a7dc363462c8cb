using System.Globalization;
using System.Text.Json.Nodes;
using Postrider.Accounts;

namespace Postrider.Postgres.Storage;

/// <summary>The account settings that are small documents in the store.</summary>
internal static class AccountJson
{
    public static string? Write(RampUp? ramp) => ramp is null ? null : new JsonObject { ["start"] = ramp.Start, ["step"] = ramp.Step }.ToJsonString();

    public static RampUp? ReadRampUp(string? text) =>
        text is null ? null : JsonNode.Parse(text) is { } node ? new RampUp((int)node["start"]!, (int)node["step"]!) : null;

    public static string? Write(SendWindow? window) => window is null ? null : new JsonObject
    {
        ["days"] = new JsonArray([.. window.Days.Order().Select(day => (JsonNode)(int)day)]),
        ["from"] = window.From.ToString("HH:mm", CultureInfo.InvariantCulture),
        ["to"] = window.To.ToString("HH:mm", CultureInfo.InvariantCulture),
    }.ToJsonString();

    public static SendWindow? ReadWindow(string? text)
    {
        if (text is null || JsonNode.Parse(text) is not { } node)
        {
            return null;
        }

        var days = node["days"]!.AsArray().Select(day => (DayOfWeek)(int)day!).ToHashSet();
        return new SendWindow(days, Time("from"), Time("to"));

        TimeOnly Time(string name) => TimeOnly.ParseExact((string)node[name]!, "HH:mm", CultureInfo.InvariantCulture);
    }

    public static string? Write(ActionLimits? limits) => limits is null ? null : new JsonObject { ["range"] = limits.IsRange, ["least"] = Write(limits.Least), ["most"] = Write(limits.Most) }.ToJsonString();

    public static ActionLimits? ReadLimits(string? text) =>
        text is null || JsonNode.Parse(text) is not { } node ? null : new ActionLimits((bool)node["range"]!, Numbers(node["least"]!), Numbers(node["most"]!));

    private static JsonObject Write(IReadOnlyDictionary<string, int> numbers) => new(numbers.Select(number => KeyValuePair.Create(number.Key, (JsonNode?)number.Value)));

    private static Dictionary<string, int> Numbers(JsonNode node) => node.AsObject().ToDictionary(number => number.Key, number => (int)number.Value!);
}
