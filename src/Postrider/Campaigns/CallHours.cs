using Postrider.Accounts;

namespace Postrider.Campaigns;

/// <summary>The hours in which a campaign calls, read in the called party's own zone; where nothing is known of that, in the campaign's.</summary>
public sealed record CallHours(SendWindow Window, string TimeZone)
{
    /// <summary>What a waiting call notes while its callee's hours are over.</summary>
    public const string Note = "outside_calling_window";

    /// <summary>The longest way ahead that is looked. Zones whose hours meet only in another season do not meet for a campaign.</summary>
    private static readonly TimeSpan _farthest = TimeSpan.FromDays(60);

    /// <summary>When it is looked again whether this machine knows a zone by now, or another one does.</summary>
    private static readonly TimeSpan _again = TimeSpan.FromHours(1);

    /// <summary>From eight in the morning to nine in the evening, every day.</summary>
    public static SendWindow Default { get; } = new(Enum.GetValues<DayOfWeek>().ToHashSet(), new TimeOnly(8, 0), new TimeOnly(21, 0));

    /// <summary>Null when every zone is within its hours at <paramref name="now"/>, else the first moment at which all are; the end of time: there is none within two months.</summary>
    /// <param name="zones">The names of all zones in which the callee may be, with commas between; empty: the campaign's own.</param>
    /// <remarks>Whoever lies in a zone that this machine does not know is not called: it could be night there.</remarks>
    public DateTimeOffset? ClosedUntil(string zones, DateTimeOffset now) => ZonesOf(zones) is { } all ? OpensIn(all, now) : now + _again;

    /// <summary>Null: one of them is not known here.</summary>
    internal TimeZoneInfo[]? ZonesOf(string zones) => KnownZones.Find(zones.Length == 0 ? TimeZone : zones);

    /// <inheritdoc cref="ClosedUntil"/>
    internal DateTimeOffset? OpensIn(TimeZoneInfo[] zones, DateTimeOffset now)
    {
        var at = now;
        for (var open = 0; open < zones.Length;)
        {
            open = 0;
            foreach (var zone in zones)
            {
                if (Window.ClosedUntil(at, zone) is not { } opens)
                {
                    open++;
                }
                else if (opens > now + _farthest)
                {
                    return DateTimeOffset.MaxValue;
                }
                else
                {
                    at = opens;
                }
            }
        }

        return at == now ? null : at;
    }

    /// <summary>When the first of the zones closes, all of which are within their hours; where the next hours begin at once, they may be open after that, too.</summary>
    internal DateTimeOffset OpenUntil(TimeZoneInfo[] zones, DateTimeOffset now) => zones.Min(zone => Window.OpenUntil(now, zone) ?? now);
}
