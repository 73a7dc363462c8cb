using System.Collections.Concurrent;
using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Storage;

namespace Postrider.Channels.Email;

/// <summary>Bearers of accounts that somebody signed in to, asked for anew before they end. Other nodes do the same; a refresh secret that changes with every use is what they share.</summary>
internal sealed class OAuthBearers(OAuthExchange exchange, IAccountStore store, AccountSecrets sealing, TimeProvider time)
{
    private static readonly TimeSpan _reserve = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan _young = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(WorkspaceId Workspace, string AccountId), Slot> _slots = new();

    private sealed class Slot
    {
        public SemaphoreSlim Asking { get; } = new(1, 1);

        public string? Bearer { get; set; }

        /// <summary>Which sign-in it came from: after another one it is of no use.</summary>
        public string? SignIn { get; set; }

        public long Since { get; set; }

        public TimeSpan Lifetime { get; set; }
    }

    /// <exception cref="MailboxException">Nobody has signed in, or the sign-in no longer holds.</exception>
    public async ValueTask<string> FindAsync(DriverAccount account, CancellationToken cancellationToken)
    {
        var slot = _slots.GetOrAdd((account.Account.Workspace, account.Account.AccountId), static _ => new Slot());
        await slot.Asking.WaitAsync(cancellationToken);
        try
        {
            var signIn = account.Secrets.GetValueOrDefault(MailKinds.SignedIn);
            if (slot.Bearer is { } bearer && slot.SignIn == signIn && time.GetElapsedTime(slot.Since) < slot.Lifetime - _reserve)
            {
                return bearer;
            }

            slot.SignIn = signIn;
            return await RefreshAsync(slot, account, cancellationToken);
        }
        finally
        {
            slot.Asking.Release();
        }
    }

    /// <summary>Forgets a bearer that the far side no longer takes; false: it was a fresh one, so another would fare no better.</summary>
    public bool Distrust(DriverAccount account)
    {
        if (!_slots.TryGetValue((account.Account.Workspace, account.Account.AccountId), out var slot) || slot.Bearer is null || time.GetElapsedTime(slot.Since) < _young)
        {
            return false;
        }

        slot.Bearer = null;
        return true;
    }

    private async Task<string> RefreshAsync(Slot slot, DriverAccount account, CancellationToken cancellationToken)
    {
        var (current, secrets) = (account.Account, account.Secrets);
        for (var read = false; ; read = true)
        {
            var refresh = secrets.GetValueOrDefault(MailKinds.Refresh) ?? throw Held("Nobody has signed in to this account yet. POST …/reconnect answers with the link.");
            var answer = await exchange.RefreshAsync(OAuthPlace.Of(current, secrets), refresh, cancellationToken);
            switch (answer)
            {
                case OAuthAnswer.Granted granted:
                    (slot.Bearer, slot.Since, slot.Lifetime) = (granted.Bearer, time.GetTimestamp(), granted.Lifetime);
                    await KeepAsync(current, secrets, refresh, granted.Refresh ?? refresh, cancellationToken);
                    return granted.Bearer;
                case OAuthAnswer.NotNow notNow:
                    throw new MailboxException(null, notNow.Detail);
                case OAuthAnswer.Refused refused:
                    // Another node may have used this refresh secret up and written down the next.
                    current = read ? null : await store.FindAsync(current.Workspace, current.AccountId, cancellationToken);
                    if (current is null || (secrets = sealing.Open(current)).GetValueOrDefault(MailKinds.Refresh) == refresh)
                    {
                        slot.Bearer = null;
                        throw Held($"The sign-in no longer holds ({refused.Detail}). POST …/reconnect answers with a link to sign in again.");
                    }

                    break;
            }
        }
    }

    private async Task KeepAsync(Account account, IReadOnlyDictionary<string, string> secrets, string used, string next, CancellationToken cancellationToken)
    {
        if (next != used)
        {
            var changed = new Dictionary<string, string>(secrets) { [MailKinds.Refresh] = next };
            await store.ReplaceSecretsAsync(account, sealing.Seal(account.Workspace, account.AccountId, changed)!, cancellationToken);
        }
    }

    private static MailboxException Held(string reason) => new(new AccountTrouble(AccountStatus.Credentials, reason), reason);
}
