using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Postrider.Calls;

/// <summary>Fills in the placeholders of what an agent says: <c>{{name}}</c> is the call's metadata of that name.</summary>
public static partial class ScriptText
{
    /// <summary>Nobody listens to more in one go, and metadata can be long.</summary>
    private const int Longest = 8000;

    /// <param name="metadata">The call's; only its scalars are said.</param>
    /// <param name="warn">Told of each name that is missing, for whoever reads the call.</param>
    public static string Fill(string text, JsonElement? metadata, Action<string> warn)
    {
        var missing = new HashSet<string>();
        var filled = Placeholder().Replace(text, match =>
        {
            var name = match.Groups["name"].Value;
            if (Value(metadata, name) is { } value)
            {
                return value;
            }

            if (missing.Add(name))
            {
                warn($"The script says {{{{{name}}}}}, and the call's metadata has no such value; it was left out.");
            }

            return "";
        });
        if (filled.Length <= Longest)
        {
            return filled;
        }

        warn($"A text of the script was longer than {Longest} characters and was cut there.");
        return filled[..Longest];
    }

    private static string? Value(JsonElement? metadata, string name)
    {
        if (metadata is not { ValueKind: JsonValueKind.Object } all || !all.TryGetProperty(name, out var value))
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => Speakable(value.GetString()!),
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => null,
        };
    }

    private static string Speakable(string text)
    {
        if (text.Length > Longest)
        {
            text = text[..Longest];
        }

        if (!text.Any(char.IsControl))
        {
            return text;
        }

        var clean = new StringBuilder(text);
        for (var i = 0; i < clean.Length; i++)
        {
            clean[i] = char.IsControl(clean[i]) ? ' ' : clean[i];
        }

        return clean.ToString();
    }

    [GeneratedRegex(@"\{\{\s*(?<name>[^{}\s](?:[^{}]{0,126}[^{}\s])?)\s*\}\}")]
    private static partial Regex Placeholder();
}
