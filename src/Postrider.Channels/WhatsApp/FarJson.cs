using System.Globalization;
using System.Text.Json;

namespace Postrider.Channels.WhatsApp;

/// <summary>Reads what a far side wrote as JSON: whatever is missing, or of another kind than expected, is null.</summary>
internal static class FarJson
{
    /// <summary>The object that the bytes are; null: they are none.</summary>
    public static JsonElement? Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 32 });
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static JsonElement? Object(this JsonElement? from, string name) => Find(from, name, JsonValueKind.Object);

    /// <summary>The objects of an array; what else is in it is left out.</summary>
    public static IEnumerable<JsonElement?> Objects(this JsonElement? from, string name) =>
        Find(from, name, JsonValueKind.Array) is { } array ? array.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object).Select(item => (JsonElement?)item) : [];

    /// <summary>A text that says something.</summary>
    public static string? Text(this JsonElement? from, string name)
    {
        try
        {
            return Find(from, name, JsonValueKind.String)?.GetString() is { Length: > 0 } text ? text : null;
        }
        catch (InvalidOperationException)
        {
            // Half a character.
            return null;
        }
    }

    /// <summary>A number, or a text that is one.</summary>
    public static long? Number(this JsonElement? from, string name) =>
        Find(from, name, JsonValueKind.Number) is { } number && number.TryGetInt64(out var value) ? value
        : long.TryParse(from.Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out value) ? value
        : null;

    /// <summary>The moment that so many seconds after 1970 are.</summary>
    public static DateTimeOffset? Moment(this JsonElement? from, string name) =>
        from.Number(name) is >= 0 and < 253_402_300_800 and var seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    private static JsonElement? Find(JsonElement? from, string name, JsonValueKind kind) =>
        from is { ValueKind: JsonValueKind.Object } element && element.TryGetProperty(name, out var found) && found.ValueKind == kind ? found : null;
}
