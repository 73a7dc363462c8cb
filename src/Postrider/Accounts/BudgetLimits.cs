using Postrider.Channels;

namespace Postrider.Accounts;

/// <summary>What limits an action of an account. Days differ: an account is ramped up, and a range is drawn anew each day.</summary>
public sealed record BudgetLimits(Func<DateOnly, int?> PerDay, int? PerWeek)
{
    /// <summary>Whatever it is, it is counted.</summary>
    public static BudgetLimits None { get; } = new(static _ => null, null);

    /// <summary>The account's own limits go before those of its kind; null: nothing limits the action, and nobody counts it.</summary>
    /// <param name="action">As results name it: invitation, direct_message, inmail, post_like, profile_view …</param>
    public static BudgetLimits? Of(AccountKind kind, Account account, string action)
    {
        if (!kind.Budgets.TryGetValue(action, out var usual))
        {
            return null;
        }

        var limited = ActionLimits.Of(action);
        return account.ActionLimits is { } own && own.Most.ContainsKey(limited)
            ? new BudgetLimits(day => own.LimitOn(limited, account.Number, day), usual.MostPerWeek)
            : new BudgetLimits(day => UsualOn(usual, account, day), usual.PerWeek);
    }

    private static int UsualOn(KindBudget usual, Account account, DateOnly day)
    {
        if (usual.ShareOf is not { } whole || account.RampUp is not { } ramp)
        {
            return usual.PerDay;
        }

        var jobs = Math.Min(whole, ramp.LimitOn(day.DayNumber - AccountLoad.Day(account, account.CreatedAt).DayNumber));
        return ((usual.PerDay * jobs) + whole - 1) / whole;
    }
}
