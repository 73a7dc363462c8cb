using Microsoft.Extensions.Logging;
using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Sip.Calling;
using Postrider.Storage;

namespace Postrider.Channels.Voice;

/// <summary>Keeps an account registered with its trunk, on the one node that attends to the account.</summary>
internal sealed partial class SipRegistrar(SipAgents agents, IAccountStore accounts, TimeProvider time, ILogger<SipRegistrar> logger) : IAccountAttendant
{
    private static readonly TimeSpan _look = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _shortestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _longestPause = TimeSpan.FromMinutes(5);

    public IReadOnlyList<string> Kinds { get; } = [SipKind.Value.Name];

    public async Task AttendAsync(DriverAccount account, CancellationToken cancellationToken)
    {
        var pause = _shortestPause;
        while (SipAccount.Registers(account) && !cancellationToken.IsCancellationRequested)
        {
            try
            {
                await using var use = await agents.TakeAsync(account, cancellationToken);
                await using var registration = await use.Agent.RegisterAsync(cancellationToken);
                pause = _shortestPause;
                await WatchAsync(use.Agent, registration, cancellationToken);
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogBroken(account.Account.AccountId, exception.Message);
                if (exception is SipException { Kind: CallEndKind.SignInRefused } && await TryBreakAsync(account, exception.Message))
                {
                    return;
                }
            }

            await Task.Delay(pause, time, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
            pause = pause * 2 < _longestPause ? pause * 2 : _longestPause;
        }
    }

    /// <summary>The registration refreshes itself; only a wire that is gone, or a sign-in that is refused by now, needs more.</summary>
    private async Task WatchAsync(SipAgent agent, SipRegistration registration, CancellationToken cancellationToken)
    {
        SipException? told = null;
        while (agent.IsUsable)
        {
            await Task.WhenAny(agent.Closed, Task.Delay(_look, time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            if (registration.Trouble is { } trouble && !ReferenceEquals(trouble, told))
            {
                if (trouble.Kind == CallEndKind.SignInRefused)
                {
                    throw trouble;
                }

                told = trouble;
                LogUnrefreshed(trouble.Message);
            }
        }
    }

    private async Task<bool> TryBreakAsync(DriverAccount account, string reason)
    {
        try
        {
            var trouble = new AccountTrouble(AccountStatus.Credentials, reason) { Seen = account.Account.UpdatedAt };
            await accounts.BreakAsync(account.Account.Workspace, account.Account.AccountId, trouble, CancellationToken.None);
            return true;
        }
        catch (Exception exception)
        {
            LogBroken(account.Account.AccountId, exception.Message);
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Account {AccountId}: registering with its trunk failed: {Detail}")]
    private partial void LogBroken(string accountId, string detail);

    [LoggerMessage(2, LogLevel.Warning, "A registration was not refreshed and is tried again: {Detail}")]
    private partial void LogUnrefreshed(string detail);
}
