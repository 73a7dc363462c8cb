using System.Globalization;
using System.Text.Json;

namespace Postrider.Server.Api.Actions;

/// <summary>Lists of short texts.</summary>
internal static class FieldWords
{
    /// <summary>Each text once, however it is cased, without blanks around it; null: the member is absent.</summary>
    public static IReadOnlyList<string>? Words(this Fields fields, string name, int longest, int most, bool required = false)
    {
        if (fields.Find(name) is not { } value)
        {
            if (required)
            {
                fields.Fail(name, $"{name} is required.");
            }

            return null;
        }

        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > most || (required && value.GetArrayLength() == 0))
        {
            fields.Fail(name, string.Create(CultureInfo.InvariantCulture, $"{name} must be a list of {(required ? 1 : 0)} to {most} texts."));
            return null;
        }

        var lines = new List<string>();
        foreach (var (index, item) in value.EnumerateArray().Index())
        {
            var line = item.ValueKind == JsonValueKind.String ? item.GetString()!.Trim() : "";
            if (line.Length == 0 || line.Length > longest || Dispatch.ContentReader.HasControl(line))
            {
                fields.Fail(string.Create(CultureInfo.InvariantCulture, $"{name}/{index}"), string.Create(CultureInfo.InvariantCulture, $"Each must be a single line of 1 to {longest} characters."));
            }

            lines.Add(line);
        }

        return [.. lines.Distinct(StringComparer.OrdinalIgnoreCase)];
    }
}
