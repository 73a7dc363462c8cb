using Microsoft.Extensions.Logging;
using Postrider.Mail.Imap;
using Postrider.Storage;

namespace Postrider.Channels.Email;

/// <summary>Reads one mailbox from where it was left, then waits for what comes, until it is told to stop.</summary>
internal sealed partial class MailboxReader(IMailboxes opening, IMailboxStore store, IAccountStore accounts, MailIntake intake, TimeProvider time, ILogger<MailboxReader> logger) : IAccountAttendant
{
    private const string Inbox = "INBOX";

    // Routers forget silent sessions after ten minutes or so; servers after half an hour.
    private static readonly TimeSpan _longestIdle = TimeSpan.FromMinutes(9);
    private static readonly TimeSpan _pollingPause = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _shortestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _longestPause = TimeSpan.FromMinutes(5);

    // A mailbox made anew would otherwise be read from its first message on.
    private const int MostCaughtUp = 5000;

    // A message that fails so often for a reason of its own would keep all later ones from being read.
    private const int MostTries = 3;

    /// <summary>The message that failed last, and how often.</summary>
    private sealed class Stumble
    {
        public uint Uid { get; set; }

        public int Times { get; set; }
    }

    public IReadOnlyList<string> Kinds => MailKinds.Names;

    public async Task AttendAsync(DriverAccount account, CancellationToken cancellationToken)
    {
        var stumble = new Stumble();
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
                await ReadAsync(account, box, session, stumble, cancellationToken);
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

    private async Task ReadAsync(DriverAccount account, Mailbox box, ImapSession session, Stumble stumble, CancellationToken cancellationToken)
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
                if (stumble.Uid == uid && stumble.Times >= MostTries)
                {
                    LogLeftOut(accountId, uid);
                }
                else
                {
                    await TakeAsync(account, box, session, uid, backfilled, stumble, cancellationToken);
                }

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

    /// <summary>A lost line, or a store that is away, says nothing against the message.</summary>
    private async Task TakeAsync(DriverAccount account, Mailbox box, ImapSession session, uint uid, bool backfilled, Stumble stumble, CancellationToken cancellationToken)
    {
        try
        {
            await intake.TakeAsync(account, box, session, uid, backfilled, cancellationToken);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException or NullReferenceException or IndexOutOfRangeException or OverflowException)
        {
            (stumble.Times, stumble.Uid) = (stumble.Uid == uid ? stumble.Times + 1 : 1, uid);
            throw;
        }
    }

    private static async Task<uint> LastAsync(ImapSession session, ImapSelected selected, CancellationToken cancellationToken) =>
        selected.UidNext is { } next ? next - 1 : (await session.SearchSinceUidAsync(1, cancellationToken)).DefaultIfEmpty().Max();

    private async Task<bool> TryBreakAsync(DriverAccount account, Attempts.AccountTrouble trouble)
    {
        try
        {
            await accounts.BreakAsync(account.Account.Workspace, account.Account.AccountId, trouble with { Seen = account.Account.UpdatedAt, IsReceiving = true }, CancellationToken.None);
            return true;
        }
        catch (Exception exception)
        {
            LogBroken(account.Account.AccountId, exception.Message);
            return false;
        }
    }

    [LoggerMessage(2, LogLevel.Error, "Account {AccountId}: message {Uid} could not be taken in and is left out")]
    private partial void LogLeftOut(string accountId, uint uid);

    [LoggerMessage(1, LogLevel.Warning, "Account {AccountId}: reading its mailbox broke off: {Detail}")]
    private partial void LogBroken(string accountId, string detail);
}
