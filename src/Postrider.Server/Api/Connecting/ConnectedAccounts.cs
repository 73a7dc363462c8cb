using System.Text.Json.Nodes;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Storage;

namespace Postrider.Server.Api.Connecting;

/// <summary>Accounts as every dialect connects, changes, probes and deletes them: one account, whatever it was connected by.</summary>
internal sealed class ConnectedAccounts(IAccountStore store, AccountDirectory directory, AccountSecrets secrets, Drivers drivers, AccountProbe probe, SignIns signIns, TimeProvider time)
{
    private const string NobodySignedIn = "Nobody has signed in yet: open sign_in_url in a browser.";

    /// <summary>An account that is not stored yet, with what its kind starts with.</summary>
    public Account Draft(WorkspaceId workspace, AccountKind kind, string channel, JsonObject settings) => new()
    {
        Workspace = workspace,
        AccountId = $"acc_{Guid.CreateVersion7(time.GetUtcNow()):N}",
        Kind = kind.Name,
        Channel = channel,
        Name = $"{kind.Title} {channel}",
        Settings = settings,
        DailyLimit = kind.DailyLimit?.Invoke(settings),
        JitterSeconds = kind.JitterSeconds,
        CreatedAt = time.GetUtcNow(),
    };

    /// <summary>Tries the account out, or begins its sign-in, and keeps it with whatever state that leaves it in; the page is the one to sign in at.</summary>
    public async Task<(Account Account, string? SignInPage)> ConnectAsync(IDriver driver, Account draft, IReadOnlyDictionary<string, string> given, CancellationToken cancellationToken)
    {
        var account = WithSecrets(draft, given);
        string? page = null;
        if (driver is ISignIn signIn)
        {
            (account, page) = BeginSignIn(signIn, account);
            account = account with { Status = AccountStatus.Credentials, StatusReason = NobodySignedIn };
        }
        else
        {
            account = await ProbeAsync(driver, account, cancellationToken);
        }

        await store.AddAsync(account, cancellationToken);
        directory.Forget();
        return (account, page);
    }

    /// <summary>Reads, changes and writes; begins anew when the account changed in between, as when a job found its password wrong.</summary>
    /// <returns>Neither an account nor a fault: there is no such account.</returns>
    public async Task<AccountChange<TFault>> ChangeAsync<TFault>(Func<Task<Account?>> find, Func<Account, IDriver, Task<AccountChange<TFault>>> change, CancellationToken cancellationToken)
        where TFault : class
    {
        while (true)
        {
            if (await find() is not { } account || drivers.Find(account.Kind) is not { } driver)
            {
                return default;
            }

            var changed = await change(account, driver);
            if (changed.Account is null)
            {
                return changed;
            }

            if (await store.ReplaceAsync(changed.Account, cancellationToken))
            {
                directory.Forget();
                return changed;
            }
        }
    }

    public Task<Account> ProbeAsync(IDriver driver, Account account, CancellationToken cancellationToken) => probe.RunAsync(driver, account, cancellationToken);

    public async Task<bool> SetDefaultAsync(Account account, CancellationToken cancellationToken)
    {
        var isSet = await store.SetDefaultAsync(account.Workspace, account.Channel, account.AccountId, cancellationToken);
        directory.Forget();
        return isSet;
    }

    public async Task<bool> DeleteAsync(Account account, CancellationToken cancellationToken)
    {
        var deleted = await store.DeleteAsync(account.Workspace, account.AccountId, cancellationToken);
        directory.Forget();
        return deleted;
    }

    /// <summary>The account with a sign-in begun, and the page to sign in at.</summary>
    public (Account Account, string Page) BeginSignIn(ISignIn driver, Account account)
    {
        var all = new Dictionary<string, string>(secrets.Open(account));
        var page = signIns.Begin(driver, account, all);
        return (account with { SealedSecrets = secrets.Seal(account.Workspace, account.AccountId, all) }, page);
    }

    /// <summary>The account with some secrets added, or put in the place of those of the same name.</summary>
    public Account WithSecrets(Account account, IReadOnlyDictionary<string, string> given)
    {
        if (given.Count == 0)
        {
            return account;
        }

        var all = new Dictionary<string, string>(secrets.Open(account));
        foreach (var (name, value) in given)
        {
            all[name] = value;
        }

        return account with { SealedSecrets = secrets.Seal(account.Workspace, account.AccountId, all) };
    }
}

/// <summary>What a change makes of an account, and the page to sign in at where a sign-in begins; or why the dialect refuses it.</summary>
internal readonly record struct AccountChange<TFault>(Account? Account, string? SignInPage = null, TFault? Fault = null)
    where TFault : class;
