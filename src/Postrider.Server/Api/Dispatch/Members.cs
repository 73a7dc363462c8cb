using System.Text.Json;

namespace Postrider.Server.Api.Dispatch;

/// <summary>Reads members of a JSON object. Null counts as absent; a wrong type is a fault that names the member.</summary>
internal readonly struct Members(JsonElement element)
{
    private readonly JsonElement _element = element;

    /// <summary>The first of the names that is there.</summary>
    public JsonElement? Find(params ReadOnlySpan<string> names)
    {
        if (_element.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        foreach (var name in names)
        {
            if (_element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>A text; null with no fault when absent or blank.</summary>
    public string? Text(ApiError wrongType, ref ApiError? fault, params ReadOnlySpan<string> names)
    {
        if (Find(names) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            fault ??= wrongType.With($"{names[0]} must be text. {wrongType.Message}");
            return null;
        }

        var text = value.GetString();
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }

    /// <summary>A number of seconds within bounds; null when absent.</summary>
    public TimeSpan? Seconds(double least, double most, ApiError wrong, ref ApiError? fault, params ReadOnlySpan<string> names)
    {
        if (Find(names) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && double.IsFinite(seconds) && seconds >= least && seconds <= most)
        {
            return TimeSpan.FromMilliseconds(Math.Round(seconds * 1000));
        }

        fault ??= wrong;
        return null;
    }

    public DateTimeOffset? Time(ApiError wrong, ref ApiError? fault, string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (WireTime.TryRead(value, out var time))
        {
            return time.ToUniversalTime();
        }

        fault ??= wrong;
        return null;
    }
}
