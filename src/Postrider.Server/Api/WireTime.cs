using System.Globalization;
using System.Text.Json;

namespace Postrider.Server.Api;

/// <summary>Times as every answer writes them: UTC, milliseconds, Z.</summary>
internal static class WireTime
{
    private const string Form = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
    private const int Length = 24;

    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);

    public static void WriteTime(this Utf8JsonWriter writer, string name, DateTimeOffset? time)
    {
        if (time is not { } known)
        {
            writer.WriteNull(name);
            return;
        }

        Span<byte> text = stackalloc byte[Length];
        known.UtcDateTime.TryFormat(text, out var written, Form, CultureInfo.InvariantCulture);
        writer.WriteString(name, text[..written]);
    }

    /// <summary>Reads ISO 8601 with a time and an offset; a time without one would mean something else on every machine.</summary>
    public static bool TryRead(JsonElement value, out DateTimeOffset time)
    {
        time = default;
        return value.ValueKind == JsonValueKind.String
            && value.GetString() is { Length: >= 17 } text
            && (text.EndsWith('Z') || text[^6] is '+' or '-')
            && value.TryGetDateTimeOffset(out time);
    }
}
