namespace Postrider.Accounts;

/// <summary>What an account has in flight and has used today.</summary>
public sealed record AccountLoad(int InFlight, DateOnly? UsedDay, int Used)
{
    /// <summary>How many more jobs may start now, and what holds the rest.</summary>
    public (int Room, Hold? Hold) Room(Account account, DateTimeOffset now)
    {
        if (HoldOf(account) is { } standing)
        {
            return (0, standing);
        }

        var room = Math.Max(0, account.MaxConnections - InFlight);
        if (account.Window is null && account.DailyLimit is null && account.RampUp is null)
        {
            return (room, null);
        }

        var zone = Zone(account);
        if (account.Window?.ClosedUntil(now, zone) is { } opens)
        {
            return (0, new Hold(Hold.WindowClosed, opens));
        }

        var left = LeftOn(account, Day(account, now));
        return left <= 0 ? (0, new Hold(Hold.DailyLimit, NextDay(now, zone))) : (Math.Min(room, left), null);
    }

    /// <summary>The day that the budget is counted in.</summary>
    public static DateOnly Day(Account account, DateTimeOffset now) => Day(now, account.TimeZone);

    /// <inheritdoc cref="Day(Account, DateTimeOffset)"/>
    internal static DateOnly Day(DateTimeOffset now, string timeZone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, TimeZoneInfo.FindSystemTimeZoneById(timeZone)).DateTime);

    /// <summary>When a day begins.</summary>
    internal static DateTimeOffset Midnight(DateOnly day, string timeZone) => SendWindow.Instant(day, TimeOnly.MinValue, TimeZoneInfo.FindSystemTimeZoneById(timeZone));

    /// <summary>How much of the day's limit is left.</summary>
    public int LeftOn(Account account, DateOnly day)
    {
        var limit = account.DailyLimit ?? int.MaxValue;
        if (account.RampUp is { } ramp)
        {
            limit = Math.Min(limit, ramp.LimitOn(day.DayNumber - Day(account, account.CreatedAt).DayNumber));
        }

        return limit - (UsedDay == day ? Used : 0);
    }

    /// <summary>What only a person can cure.</summary>
    public static Hold? HoldOf(Account account) =>
        account.Paused ? new Hold(Hold.Paused, DateTimeOffset.MaxValue)
        : account.Status == AccountStatus.Credentials ? new Hold(Hold.ReconnectRequired, DateTimeOffset.MaxValue)
        : account.Status == AccountStatus.Error ? new Hold(Hold.AccountError, DateTimeOffset.MaxValue)
        : null;

    private static DateTimeOffset NextDay(DateTimeOffset now, TimeZoneInfo zone) =>
        SendWindow.Instant(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime).AddDays(1), TimeOnly.MinValue, zone);

    private static TimeZoneInfo Zone(Account account) => TimeZoneInfo.FindSystemTimeZoneById(account.TimeZone);
}
