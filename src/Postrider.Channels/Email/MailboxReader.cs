using Microsoft.Extensions.Logging;
using Postrider.Mail.Imap;
using Postrider.Storage;

namespace Postrider.Channels.Email;

/// <summary>Reads one mailbox from where it was left, then waits for what comes, until it is told to stop.</summary>
internal sealed partial class MailboxReader(IMailboxes opening, IMailboxStore store, IAccountStore accounts, MailIntake intake, TimeProvider time, ILogger<MailboxReader> logger)
{
    private const string Inbox = "INBOX";

    // Routers forget silent sessions after ten minutes or so; servers after half an hour.
    private static readonly TimeSpan _longestIdle = TimeSpan.FromMinutes(9);
    private static readonly TimeSpan _pollingPause = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _shortestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _longestPause = TimeSpan.FromMinutes(5);

    // A mailbox made anew would otherwise be read from its first message on.
    private const int MostCaughtUp = 5000;

    /// <summary>Never throws.</summary>
    public async Task RunAsync(DriverAccount account, CancellationToken cancellationToken)
    {
        var pause = _shortestPause;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var box = await opening.OpenAsync(account, cancellationToken);
                if (box.Imap is null || box.ImapSignIn is null)
                {
                    return;
                }

                await using var session = await ImapSession.OpenAsync(box.Imap, box.ImapSignIn, time, cancellationToken);
                pause = _shortestPause;
                await ReadAsync(account, box, session, cancellationToken);
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogBroken(account.Account.AccountId, exception.Message);
                if (MailOutcome.Trouble(exception) is { Status: Accounts.AccountStatus.Credentials } trouble && !opening.Distrust(account) && await TryBreakAsync(account, trouble))
                {
                    return;
                }
            }

            await Task.Delay(pause, time, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
            pause = pause * 2 < _longestPause ? pause * 2 : _longestPause;
        }
    }

    private async Task ReadAsync(DriverAccount account, Mailbox box, ImapSession session, CancellationToken cancellationToken)
    {
        var (workspace, accountId) = (account.Account.Workspace, account.Account.AccountId);
        var selected = await session.SelectAsync(Inbox, readOnly: true, cancellationToken);
        var place = await store.FindAsync(workspace, accountId, cancellationToken);
        var last = place.UidValidity == selected.UidValidity ? place.LastUid : 0;
        if (place.UidValidity is null)
        {
            // What was there before the account was connected is none of ours.
            last = await LastAsync(session, selected, cancellationToken);
            await store.MoveAsync(workspace, accountId, selected.UidValidity, last, cancellationToken);
        }

        for (var backfilled = true; ; backfilled = false)
        {
            var uids = await session.SearchSinceUidAsync(last + 1, cancellationToken);
            foreach (var uid in uids.Order().TakeLast(MostCaughtUp))
            {
                await intake.TakeAsync(account, box, session, uid, backfilled, cancellationToken);
                last = Math.Max(last, uid);
                await store.MoveAsync(workspace, accountId, selected.UidValidity, last, cancellationToken);
            }

            if (session.Capabilities.Contains("IDLE"))
            {
                await session.IdleAsync(_longestIdle, cancellationToken);
            }
            else
            {
                await Task.Delay(_pollingPause, time, cancellationToken);
                await session.NoopAsync(cancellationToken);
            }
        }
    }

    private static async Task<uint> LastAsync(ImapSession session, ImapSelected selected, CancellationToken cancellationToken) =>
        selected.UidNext is { } next ? next - 1 : (await session.SearchSinceUidAsync(1, cancellationToken)).DefaultIfEmpty().Max();

    private async Task<bool> TryBreakAsync(DriverAccount account, Attempts.AccountTrouble trouble)
    {
        try
        {
            await accounts.BreakAsync(account.Account.Workspace, account.Account.AccountId, trouble, CancellationToken.None);
            return true;
        }
        catch (Exception exception)
        {
            LogBroken(account.Account.AccountId, exception.Message);
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Account {AccountId}: reading its mailbox broke off: {Detail}")]
    private partial void LogBroken(string accountId, string detail);
}
