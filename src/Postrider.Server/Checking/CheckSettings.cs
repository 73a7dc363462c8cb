using System.Globalization;
using System.Text.Json.Nodes;

namespace Postrider.Server.Checking;

/// <summary>A kind's settings, as the API describes them, with the words that a person gave for them.</summary>
internal static class CheckSettings
{
    /// <summary>The settings in their types, or what is wrong with the words.</summary>
    public static (JsonObject Settings, string? Fault) Read(JsonArray described, IReadOnlyDictionary<string, string> given)
    {
        var settings = new JsonObject();
        foreach (var setting in described)
        {
            var name = (string)setting!["name"]!;
            if (!given.TryGetValue(name, out var word))
            {
                if ((bool)setting["required"]!)
                {
                    return (settings, $"{name} is missing: --set {name}=… or {Variable(name)}.");
                }

                continue;
            }

            if (Value((string)setting["type"]!, word) is not { } value)
            {
                return (settings, $"{name} must be a {setting["type"]}.");
            }

            settings[name] = value;
        }

        return given.Keys.FirstOrDefault(name => !described.Any(setting => (string?)setting!["name"] == name)) is { } unknown
            ? (settings, $"The kind has no setting {unknown}.")
            : (settings, null);
    }

    /// <summary>One line each: what was given, and of what was not, what it is for.</summary>
    public static IEnumerable<string> Describe(JsonArray described, IReadOnlyDictionary<string, string> given) =>
        from setting in described
        let name = (string)setting["name"]!
        select given.TryGetValue(name, out var word)
            ? $"{name} = {((bool)setting["secret"]! ? "…" : word)}"
            : $"{name}: not given{((bool)setting["required"]! ? ", but needed" : "")}. {setting["help"]}";

    private static string Variable(string name) => LiveCheckOptions.SettingPrefix + name.ToUpperInvariant();

    private static JsonValue? Value(string type, string word) => type switch
    {
        "number" => long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : null,
        "boolean" => bool.TryParse(word, out var isOn) ? JsonValue.Create(isOn) : null,
        _ => JsonValue.Create(word),
    };
}
