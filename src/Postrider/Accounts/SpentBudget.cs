namespace Postrider.Accounts;

/// <summary>What an account took of one budget, and for whom it keeps places, by its own days.</summary>
/// <param name="Taken">What was done.</param>
/// <param name="Placed">How many held jobs have their place in a day. Places of days gone by are due today.</param>
/// <param name="TimeZone">The account's.</param>
public sealed record SpentBudget(IReadOnlyDictionary<DateOnly, int> Taken, IReadOnlyDictionary<DateOnly, int> Placed, string TimeZone)
{
    private const int DaysOfWeek = 7;

    // Ten years of a budget: whoever would wait longer waits for nothing.
    private const int MostDays = 3660;

    public DateOnly Day(DateTimeOffset now) => AccountLoad.Day(now, TimeZone);

    /// <summary>When a day of the account's begins.</summary>
    public DateTimeOffset Begin(DateOnly day) => AccountLoad.Midnight(day, TimeZone);

    /// <summary>Whether one more may be done today.</summary>
    /// <param name="isDue">Whether it has its place today: else it leaves room for all who have theirs.</param>
    public bool HasRoom(DateOnly today, BudgetLimits limits, bool isDue) => HasRoomOn(today, limits, isDue ? Taken.GetValueOrDefault : Sum);

    /// <summary>The first day, from the given one on, with a place for one more; null: there never is.</summary>
    public DateOnly? FirstFree(DateOnly from, BudgetLimits limits)
    {
        for (var ahead = 0; ahead < MostDays && limits.PerWeek is null or > 0; ahead++)
        {
            if (HasRoomOn(from.AddDays(ahead), limits, Sum))
            {
                return from.AddDays(ahead);
            }
        }

        return null;
    }

    /// <summary>No week that the day is part of may come to more than its limit.</summary>
    private static bool HasRoomOn(DateOnly day, BudgetLimits limits, Func<DateOnly, int> spent)
    {
        if (limits.PerDay(day) <= spent(day))
        {
            return false;
        }

        for (var ahead = 0; limits.PerWeek is not null && ahead < DaysOfWeek; ahead++)
        {
            if (limits.PerWeek <= Enumerable.Range(ahead - DaysOfWeek + 1, DaysOfWeek).Sum(offset => (long)spent(day.AddDays(offset))))
            {
                return false;
            }
        }

        return true;
    }

    private int Sum(DateOnly day) => Taken.GetValueOrDefault(day) + Placed.GetValueOrDefault(day);
}
