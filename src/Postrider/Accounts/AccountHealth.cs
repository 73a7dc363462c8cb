using Postrider.Channels;
using Postrider.Storage;

namespace Postrider.Accounts;

/// <summary>
/// For callbacks by which a far side tells how an account is: the same as if it had been probed just now. An account that is well again
/// (<see cref="AccountStatus.Ok"/>) goes on with its jobs, one that broke holds them, and <c>account.updated</c> tells it; what was known already changes nothing.
/// </summary>
public sealed class AccountHealth(IAccountStore store, AccountDirectory directory)
{
    // Far sides write reasons of any length; people read them.
    private const int LongestReason = 500;

    /// <summary>False: nothing changed.</summary>
    /// <param name="account">Whose address the callback came to.</param>
    /// <param name="found">The far side's word in ours; its reason is kept where the account is not well, and its identifier where it names one.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    public async Task<bool> ReportAsync(Account account, ProbeResult found, CancellationToken cancellationToken)
    {
        var isWell = found.Status == AccountStatus.Ok;
        found = found with { Reason = isWell ? null : Short(found.Reason), ReceivingReason = isWell ? null : Short(found.ReceivingReason), Identifier = Short(found.Identifier) };
        var changed = await store.ReportAsync(account.Workspace, account.AccountId, found, cancellationToken);
        if (changed)
        {
            directory.Forget();
        }

        return changed;
    }

    private static string? Short(string? text) => text is { Length: > LongestReason } ? string.Concat(text.AsSpan(0, LongestReason), "…") : text;
}
