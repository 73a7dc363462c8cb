namespace Postrider.Accounts;

/// <summary>The hours in which an account may start jobs, in the account's own zone. A window that ends at or before its beginning crosses midnight.</summary>
public sealed record SendWindow(IReadOnlySet<DayOfWeek> Days, TimeOnly From, TimeOnly To)
{
    /// <summary>The first day, counted from today, whose window may not be over: one that crosses midnight reaches into the next day.</summary>
    private int First => To > From ? 0 : -1;

    /// <summary>Null when the window is open at <paramref name="now"/>, else the first moment at which it opens.</summary>
    public DateTimeOffset? ClosedUntil(DateTimeOffset now, TimeZoneInfo zone)
    {
        var today = Today(now, zone);

        // Two weeks ahead there is every weekday once more, even when daylight saving swallows one.
        for (var offset = First; offset <= 15; offset++)
        {
            var day = today.AddDays(offset);
            if (!Days.Contains(day.DayOfWeek))
            {
                continue;
            }

            var opens = Instant(day, From, zone);
            var closes = Closes(day, zone);
            if (now >= opens && now < closes)
            {
                return null;
            }

            if (opens > now && closes > opens)
            {
                return opens;
            }
        }

        return DateTimeOffset.MaxValue;
    }

    /// <summary>Null when the window is closed at <paramref name="now"/>, else the moment at which it closes; another may begin there.</summary>
    public DateTimeOffset? OpenUntil(DateTimeOffset now, TimeZoneInfo zone)
    {
        var today = Today(now, zone);
        for (var offset = First; offset <= 0; offset++)
        {
            var day = today.AddDays(offset);
            if (Days.Contains(day.DayOfWeek) && now >= Instant(day, From, zone) && Closes(day, zone) is var closes && now < closes)
            {
                return closes;
            }
        }

        return null;
    }

    /// <summary>The instant of a wall-clock time; one that daylight saving skips becomes the first that exists, one that comes twice the earlier.</summary>
    internal static DateTimeOffset Instant(DateOnly day, TimeOnly time, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(time);
        var around = new DateTimeOffset(local, TimeSpan.Zero);
        if (zone.GetUtcOffset(around.AddDays(-1)) is var usual && usual == zone.GetUtcOffset(around.AddDays(1)))
        {
            // Nobody changes the clock there and back within two days, so this time comes once.
            return around - usual;
        }

        while (zone.IsInvalidTime(local))
        {
            local = new DateTime(local.Year, local.Month, local.Day, local.Hour, local.Minute, 0).AddMinutes(1);
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    private static DateOnly Today(DateTimeOffset now, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);

    private DateTimeOffset Closes(DateOnly day, TimeZoneInfo zone) => Instant(To > From ? day : day.AddDays(1), To, zone);
}
