using System.Globalization;

namespace Postrider.Access;

/// <summary>How many requests each subject may make, a minute unless said; null means no limit.</summary>
public sealed record RateLimitSettings
{
    public const string Variable = "POSTRIDER_RATE_LIMITS";

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>Failed and keyless requests of one network address. Default 300.</summary>
    public int? Address { get; init; } = 300;

    /// <summary>Requests of one key. Default 600.</summary>
    public int? Key { get; init; } = 600;

    /// <summary>Requests of all keys of one workspace. Default 1,200.</summary>
    public int? Workspace { get; init; } = 1200;

    /// <summary>Requests of one workspace to the Actions API. Default 100.</summary>
    public int? Actions { get; init; } = 100;

    /// <summary>The same by the hour. Default 3,000.</summary>
    public int? ActionsHourly { get; init; } = 3000;

    /// <summary>Requests of one workspace to the Calls API. Default 600.</summary>
    public int? Calls { get; init; } = 600;

    public static RateLimitSettings Off { get; } = new() { Address = null, Key = null, Workspace = null, Actions = null, ActionsHourly = null, Calls = null };

    /// <summary>How long a window of a limit lasts.</summary>
    public static TimeSpan WindowOf(RateKind kind) => kind == RateKind.ActionsHourly ? TimeSpan.FromHours(1) : Window;

    /// <summary>Absent or empty text means the defaults; what a list does not name keeps its default.</summary>
    public static RateLimitSettings Parse(string? text)
    {
        var settings = new RateLimitSettings();
        if (string.IsNullOrWhiteSpace(text))
        {
            return settings;
        }

        if (text.Trim() == "off")
        {
            return Off;
        }

        var seen = new HashSet<string>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = part.Split('=', 2, StringSplitOptions.TrimEntries);
            if (pair.Length != 2)
            {
                throw Bad($"'{part}' is neither 'off' nor name=number");
            }

            if (!seen.Add(pair[0]))
            {
                throw Bad($"'{pair[0]}' is given twice");
            }

            settings = settings.With(pair[0], Number(part, pair[1]));
        }

        return settings;
    }

    private RateLimitSettings With(string name, int? limit) => name switch
    {
        "address" => this with { Address = limit },
        "key" => this with { Key = limit },
        "workspace" => this with { Workspace = limit },
        "actions" => this with { Actions = limit },
        "actions_hourly" => this with { ActionsHourly = limit },
        "calls" => this with { Calls = limit },
        _ => throw Bad($"'{name}' is not a limit"),
    };

    private static int? Number(string part, string text)
    {
        if (text == "off")
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 100_000_000
            ? number
            : throw Bad($"'{part}' needs a whole number from 1 to 100000000, or 'off'");
    }

    private static FormatException Bad(string why) => new(
        $"{Variable}: {why}. Expected 'off', or any of address=300,key=600,workspace=1200,actions=100,actions_hourly=3000,calls=600 (requests per minute, but for the hourly one).");
}
