using Postrider.Campaigns;

namespace Postrider.Server.Api.Calls.Campaigns;

/// <summary>What will happen when a campaign is started now, or as it goes on.</summary>
internal sealed record Preflight
{
    public required Campaign Campaign { get; init; }

    /// <summary>Calls that have not ended and will be dialed.</summary>
    public required long Dials { get; init; }

    /// <summary>Calls that were accepted and whose number has been suppressed since.</summary>
    public required long Suppressed { get; init; }

    /// <summary>Rows that did not become calls, by their reason.</summary>
    public required IReadOnlyDictionary<string, long> Rejected { get; init; }

    public required IReadOnlyList<WaitingZones> Waiting { get; init; }

    public required IReadOnlyList<PaceLimit> Limits { get; init; }

    public required CampaignForecast Forecast { get; init; }

    /// <summary>What the forecast counts from.</summary>
    public required DateTimeOffset Begins { get; init; }

    /// <summary>Whether a campaign whose account cannot call now, or is gone, has no end in sight.</summary>
    public required bool IsHeld { get; init; }

    /// <summary>By the campaign's own calls; null: nothing is known of them yet.</summary>
    public double? CallSeconds { get; init; }

    public required IReadOnlyList<PreflightWarning> Warnings { get; init; }
}

/// <summary>Calls whose callees' hours are over.</summary>
/// <param name="Zones">All zones in which these callees may be.</param>
/// <param name="Calls">How many.</param>
/// <param name="Opens">When they may be called; the end of time: never.</param>
internal sealed record WaitingZones(string Zones, long Calls, DateTimeOffset Opens);

/// <summary>What keeps the pace down, and to how much.</summary>
internal sealed record PaceLimit(string Name, double CallsPerMinute);

/// <summary>What somebody should know before a start. It keeps nobody from it.</summary>
internal sealed record PreflightWarning(string Code, string Message);
