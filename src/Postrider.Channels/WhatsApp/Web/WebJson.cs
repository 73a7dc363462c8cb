using System.Text.Json;

namespace Postrider.Channels.WhatsApp.Web;

/// <summary>Reads a stranger's JSON: what is not as it should be is not there.</summary>
internal static class WebJson
{
    private const int LongestId = 400;

    // The last moment that there is a date for.
    private const double LastSecond = 253_402_300_799;

    /// <summary>Null: it is none.</summary>
    public static JsonElement? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 48 });
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    public static string? Text(this JsonElement element, string name) => element.Member(name) is { } value ? value.AsText() : null;

    public static string? AsText(this JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: no text.
            return null;
        }
    }

    /// <summary>A name that can stand in an address, in a store and in a log.</summary>
    public static string? Id(this JsonElement element, string name) =>
        element.Text(name) is { Length: > 0 and <= LongestId } id && !id.Any(char.IsControl) && id.Trim('.').Length > 0 ? id : null;

    public static bool IsTrue(this JsonElement element, string name) => element.Member(name) is { ValueKind: JsonValueKind.True };

    public static double? Number(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var value) ? value : null;

    /// <summary>The moment that so many seconds after 1970 are.</summary>
    public static DateTimeOffset? Moment(this JsonElement element, string name) =>
        element.Number(name) is >= 0 and <= LastSecond and var seconds ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : null;

    /// <summary>The objects of a list; what is no list has none.</summary>
    public static IEnumerable<JsonElement> Objects(this JsonElement list) =>
        list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object) : [];
}
