using Postrider.Accounts;

namespace Postrider.Campaigns;

/// <summary>The hours in which a campaign calls, read in the called party's own zone; where nothing is known of that, in the campaign's.</summary>
public sealed record CallHours(SendWindow Window, string TimeZone)
{
    /// <summary>What a waiting call notes while its callee's hours are over.</summary>
    public const string Note = "outside_calling_window";

    /// <summary>The longest way ahead that is looked: every weekday comes often enough, and daylight saving changes once.</summary>
    private static readonly TimeSpan _farthest = TimeSpan.FromDays(60);

    /// <summary>From eight in the morning to nine in the evening, every day.</summary>
    public static SendWindow Default { get; } = new(Enum.GetValues<DayOfWeek>().ToHashSet(), new TimeOnly(8, 0), new TimeOnly(21, 0));

    /// <summary>Null when every zone is within its hours at <paramref name="now"/>, else the first moment at which all are; the end of time: there is none.</summary>
    /// <param name="zones">The names of all zones in which the callee may be, with commas between; empty: the campaign's own.</param>
    public DateTimeOffset? ClosedUntil(string zones, DateTimeOffset now)
    {
        var all = (zones.Length == 0 ? TimeZone : zones).Split(',').Select(TimeZoneInfo.FindSystemTimeZoneById).ToArray();
        var at = now;
        for (var open = 0; open < all.Length;)
        {
            open = 0;
            foreach (var zone in all)
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
}
