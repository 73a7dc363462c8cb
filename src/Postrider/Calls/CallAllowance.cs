namespace Postrider.Calls;

/// <summary>How many calls a workspace may place in a calendar month of its zone, and how many it has placed.</summary>
/// <param name="Monthly">The allowance itself.</param>
/// <param name="TimeZone">An IANA zone; months begin in it.</param>
/// <param name="Month">The first day of the month that <paramref name="Used"/> counts; null: nothing was ever placed.</param>
public sealed record CallAllowance(long Monthly, string TimeZone, DateOnly? Month, long Used)
{
    /// <summary>What a workspace has that was given no other.</summary>
    public static CallAllowance Default { get; } = new(100_000, "UTC", null, 0);

    /// <summary>How many more calls may be placed now.</summary>
    public long Remaining(DateTimeOffset now) => Math.Max(0, Monthly - UsedIn(MonthOf(now)));

    /// <summary>With one call more; null: none is left.</summary>
    public CallAllowance? Spend(DateTimeOffset now)
    {
        var month = MonthOf(now);
        var used = UsedIn(month);
        return used < Monthly ? this with { Month = month, Used = used + 1 } : null;
    }

    private long UsedIn(DateOnly month) => Month == month ? Used : 0;

    private DateOnly MonthOf(DateTimeOffset now)
    {
        var there = TimeZoneInfo.ConvertTime(now, TimeZoneInfo.FindSystemTimeZoneById(TimeZone));
        return new DateOnly(there.Year, there.Month, 1);
    }
}
