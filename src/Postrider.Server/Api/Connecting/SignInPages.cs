using Postrider.Accounts;
using Postrider.Channels;

namespace Postrider.Server.Api.Connecting;

/// <summary>Finds the page where a person signs an account in whose far side makes one, or whose phone scans a picture.</summary>
internal sealed class SignInPages(SignInLinks links, CallbackAddresses callbacks, AccountSecrets secrets, TimeProvider time)
{
    private static readonly TimeSpan _longest = TimeSpan.FromHours(1);

    /// <param name="driver">Whose account it is.</param>
    /// <param name="account">As a probe just found it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The account with a reason why there is no page, where one was to be expected.</returns>
    public async Task<(Account Account, string? Page)> RequestAsync(IDriver driver, Account account, CancellationToken cancellationToken)
    {
        if (account.Status != AccountStatus.Credentials)
        {
            return (account, null);
        }

        var known = new DriverAccount(account, secrets.Open(account));
        var until = time.GetUtcNow() + _longest;
        var page = links.PageOf(account, until);
        switch (driver)
        {
            case IScan scan:
                return (account, (await scan.FindPictureAsync(known, cancellationToken)).Fault is null ? page : null);
            case IRequestedSignIn requested:
                var (url, fault) = await requested.RequestAsync(known, new SignInPlan(links.NameOf(account, until), callbacks.For(account), page, until), cancellationToken);
                return (fault is null ? account : account with { StatusReason = $"{account.StatusReason} There is no sign_in_url: {fault}" }, url);
            default:
                return (account, null);
        }
    }
}
