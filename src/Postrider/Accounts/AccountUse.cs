namespace Postrider.Accounts;

/// <summary>What an account has in flight, and what it did today by the action that its jobs came to.</summary>
public sealed record AccountUse(AccountLoad Load, IReadOnlyDictionary<string, int> ByAction)
{
    public static AccountUse None { get; } = new(new AccountLoad(0, null, 0), new Dictionary<string, int>());

    /// <summary>Whether a limit of the day is used up: the account's own, or that of one of its actions. An action that is limited to nothing counts as switched off.</summary>
    public bool IsSpent(Account account, DateTimeOffset now)
    {
        var day = AccountLoad.Day(account, now);
        return Load.LeftOn(account, day) <= 0
            || (account.ActionLimits is { } limits && limits.Most.Keys.Any(action => limits.LimitOn(action, account.Number, day) is > 0 and var limit && ActionLimits.Used(ByAction, action) >= limit));
    }
}
