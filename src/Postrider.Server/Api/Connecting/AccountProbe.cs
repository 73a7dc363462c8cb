using Postrider.Accounts;
using Postrider.Channels;

namespace Postrider.Server.Api.Connecting;

/// <summary>Tries an account out, within a time in which somebody waits for the answer.</summary>
internal sealed class AccountProbe(AccountSecrets secrets, TimeProvider time)
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(20);

    /// <summary>The account with what the probe found.</summary>
    public async Task<Account> RunAsync(IDriver driver, Account account, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        ProbeResult result;
        try
        {
            result = await driver.ProbeAsync(new DriverAccount(account, secrets.Open(account)), either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            result = new ProbeResult(AccountStatus.Error, $"The account's server did not answer within {_deadline.TotalSeconds} seconds.");
        }

        return account.Probed(result);
    }
}
