using System.Text.Json;
using Postrider.Accounts;
using Postrider.Campaigns;
using Postrider.Server.Api.Actions;

namespace Postrider.Server.Api.Calls.Campaigns;

/// <summary>Reads what the owner of a campaign decides, from a body or from the fields of a form, and gathers all that is wrong with it.</summary>
internal static class CampaignReader
{
    private const int LongestName = 200;
    private const int LongestBasis = 1000;
    private const double LeastSpacing = 0.1;
    private const double MostSpacing = 3600;
    private const int MostConcurrent = 1000;
    private const int LongestDelay = 7 * 24 * 3600;
    private static readonly TimeSpan _farthestStart = TimeSpan.FromDays(365);

    /// <summary>Which ends are dialed again where <c>max_attempts</c> allows it and nothing is said of them.</summary>
    public static CallRetries Retries { get; } = CallRetries.None with { On = [Postrider.Calls.CallOutcome.Busy, Postrider.Calls.CallOutcome.NoAnswer, Postrider.Calls.CallOutcome.Failed] };

    /// <summary>What the body changes; what it does not name stays, and null puts back what a new campaign has.</summary>
    public static Func<CampaignSettings, CampaignSettings> Read(Fields body)
    {
        var changes = new List<Func<CampaignSettings, CampaignSettings>>();
        if (body.Has("name"))
        {
            var name = body.Line("name", LongestName, required: true) ?? "";
            changes.Add(settings => settings with { Name = name });
        }

        if (body.Number("spacing_seconds", LeastSpacing, MostSpacing) is { } spacing)
        {
            changes.Add(settings => settings with { Spacing = TimeSpan.FromMilliseconds(Math.Round(spacing * 1000)) });
        }

        if (body.Whole("max_concurrent", 1, MostConcurrent) is { } most)
        {
            changes.Add(settings => settings with { MaxConcurrent = (int)most });
        }

        ReadRetries(body, changes);
        ReadHours(body, changes);
        ReadWords(body, changes);
        return settings => changes.Aggregate(settings, (changed, change) => change(changed));
    }

    /// <summary>When it is to start; null: nothing is said of it, or it is a moment that has passed, which is now.</summary>
    public static DateTimeOffset? StartAt(Fields body, DateTimeOffset now)
    {
        if (body.Time("start_at") is not { } at)
        {
            return null;
        }

        if (at > now + _farthestStart)
        {
            body.Fail("start_at", "start_at may lie at most a year ahead.");
        }

        return at > now ? at : null;
    }

    private static void ReadRetries(Fields body, List<Func<CampaignSettings, CampaignSettings>> changes)
    {
        if (body.Whole("max_attempts", 1, CallRetries.Most) is { } attempts)
        {
            changes.Add(settings => settings with { Retries = settings.Retries with { MaxAttempts = (int)attempts } });
        }

        if (body.Number("retry_delay_seconds", 0, LongestDelay) is { } delay)
        {
            changes.Add(settings => settings with { Retries = settings.Retries with { Delay = TimeSpan.FromMilliseconds(Math.Round(delay * 1000)) } });
        }

        if (body.Find("retry_on") is { } value)
        {
            var on = Outcomes(value);
            if (on is null)
            {
                body.Fail("retry_on", $"retry_on must be a list of {string.Join(", ", CallRetries.Allowed.Order(StringComparer.Ordinal))}; in a form, with commas between.");
            }

            changes.Add(settings => settings with { Retries = settings.Retries with { On = on ?? [] } });
        }
    }

    private static string[]? Outcomes(JsonElement value)
    {
        string[] words = value.ValueKind switch
        {
            JsonValueKind.Array => [.. value.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()!.Trim() : "")],
            JsonValueKind.String => value.GetString()!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            _ => [""],
        };
        return Array.TrueForAll(words, CallRetries.Allowed.Contains) ? [.. words.Distinct()] : null;
    }

    private static void ReadHours(Fields body, List<Func<CampaignSettings, CampaignSettings>> changes)
    {
        if (body.Has("window"))
        {
            var window = body.Find("window") is { } value ? Window(value) : CallHours.Default;
            if (window is null)
            {
                body.Fail("window", "window must be like {\"days\": [\"mon\", \"tue\"], \"from\": \"09:00\", \"to\": \"17:00\"} or 09:00-17:00; 00:00-24:00 is the whole day.");
            }

            changes.Add(settings => settings with { Hours = settings.Hours with { Window = window ?? CallHours.Default } });
        }

        if (body.Line("time_zone", 100) is { } named)
        {
            if (!TimeZoneInfo.TryFindSystemTimeZoneById(named, out var zone))
            {
                body.Fail("time_zone", "time_zone must be a zone's name such as Europe/Berlin.");
            }

            changes.Add(settings => settings with { Hours = settings.Hours with { TimeZone = zone?.Id ?? "UTC" } });
        }
    }

    /// <summary>A form has it as text, in either way of writing.</summary>
    private static SendWindow? Window(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return WireWindow.Read(value);
        }

        var text = value.GetString()!.Trim();
        if (!text.StartsWith('{'))
        {
            return WireWindow.Read(text);
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return WireWindow.Read(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void ReadWords(Fields body, List<Func<CampaignSettings, CampaignSettings>> changes)
    {
        if (body.Has("consent_basis"))
        {
            var basis = Filled(body.Line("consent_basis", LongestBasis));
            changes.Add(settings => settings with { ConsentBasis = basis });
        }

        if (body.Has("caller_name"))
        {
            var caller = Filled(body.Line("caller_name", LongestName));
            changes.Add(settings => settings with { CallerName = caller });
        }

        if (body.Flag("announce") is { } announces)
        {
            changes.Add(settings => settings with { Announces = announces });
        }
    }

    private static string? Filled(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
