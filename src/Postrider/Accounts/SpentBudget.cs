namespace Postrider.Accounts;

/// <summary>What an account took of one budget, by its own days, and when there is room for one more.</summary>
public sealed record SpentBudget(IReadOnlyDictionary<DateOnly, int> ByDay, string TimeZone)
{
    private const int DaysOfWeek = 7;

    public DateOnly Day(DateTimeOffset now) => AccountLoad.Day(now, TimeZone);

    /// <summary>Null: there is room now. <see cref="DateTimeOffset.MaxValue"/>: there never is.</summary>
    /// <param name="now">The moment of asking.</param>
    /// <param name="perDay">Null: no limit.</param>
    /// <param name="perWeek">Of seven days, today's among them; null: no limit.</param>
    public DateTimeOffset? RoomAt(DateTimeOffset now, int? perDay, int? perWeek)
    {
        if (perDay <= 0 || perWeek <= 0)
        {
            return DateTimeOffset.MaxValue;
        }

        var today = Day(now);
        for (var ahead = 0; ahead < DaysOfWeek; ahead++)
        {
            if (HasRoom(today.AddDays(ahead), perDay, perWeek))
            {
                return ahead == 0 ? null : AccountLoad.Midnight(today.AddDays(ahead), TimeZone);
            }
        }

        return AccountLoad.Midnight(today.AddDays(DaysOfWeek), TimeZone);
    }

    /// <summary>A clock or a zone that was set back leaves days ahead of today; they count where they lie.</summary>
    private bool HasRoom(DateOnly day, int? perDay, int? perWeek) =>
        (perDay is not { } most || ByDay.GetValueOrDefault(day) < most)
        && (perWeek is not { } mostOfWeek || ByDay.Where(taken => taken.Key > day.AddDays(-DaysOfWeek)).Sum(taken => (long)taken.Value) < mostOfWeek);
}
