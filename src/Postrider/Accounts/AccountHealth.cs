using System.Text.Json.Nodes;
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

    /// <summary>Writes down what the far side calls the account since somebody signed in there, and how it is.</summary>
    /// <param name="account">Whose address the callback came to.</param>
    /// <param name="setting">The setting that holds the far side's name.</param>
    /// <param name="value">The name.</param>
    /// <param name="found">How the account is now.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <returns>False: the account has another name by now, or is gone.</returns>
    public async Task<bool> NameAsync(Account account, string setting, string value, ProbeResult found, CancellationToken cancellationToken)
    {
        while (await store.FindAsync(account.Workspace, account.AccountId, cancellationToken) is { } current)
        {
            if ((string?)current.Settings[setting] is { Length: > 0 } named)
            {
                return named == value;
            }

            var settings = (JsonObject)current.Settings.DeepClone();
            settings[setting] = value;
            var changed = current with { Settings = settings, Status = found.Status, StatusReason = Short(found.Reason), ReceivingReason = Short(found.ReceivingReason), Identifier = Short(found.Identifier) ?? current.Identifier };
            if (await store.ReplaceAsync(changed, cancellationToken))
            {
                directory.Forget();
                return true;
            }
        }

        return false;
    }

    private static string? Short(string? text) => text is { Length: > LongestReason } ? string.Concat(text.AsSpan(0, LongestReason), "…") : text;
}
