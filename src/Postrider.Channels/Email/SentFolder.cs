using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Postrider.Mail.Imap;
using Postrider.Storage;

namespace Postrider.Channels.Email;

/// <summary>
/// The mailbox's Sent folder: where a copy of each mail is kept, and where a mail whose answer was lost is looked for. Absence proves
/// something only where the server itself files every mail.
/// </summary>
internal sealed partial class SentFolder(IMailboxStore store, IMailboxes mailboxes, SentSearch search, TimeProvider time, ILogger<SentFolder> logger)
{
    private const long MostWaiting = 64 * 1024 * 1024;

    // A server that files mails itself does so within this time of taking them.
    private static readonly TimeSpan[] _looks = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(10)];
    private static readonly TimeSpan _deadline = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<(WorkspaceId Workspace, string AccountId), Waiting> _waiting = new();

    private readonly record struct Copy(string MessageId, ReadOnlyMemory<byte> Content, DateTimeOffset At);

    private sealed class Waiting
    {
        public Queue<Copy> Copies { get; } = new();

        public long Size { get; set; }

        public bool IsServed { get; set; }
    }

    /// <summary>Sees to it, in the background, that an accepted mail is in the Sent folder. A copy is a courtesy: what cannot be filed is logged and let go.</summary>
    public void Keep(DriverAccount account, Mailbox box, string messageId, ReadOnlyMemory<byte> content)
    {
        if (box.Imap is null || box.ImapSignIn is null || box.SentCopy is "host" or "none")
        {
            return;
        }

        var waiting = _waiting.GetOrAdd((account.Account.Workspace, account.Account.AccountId), static _ => new Waiting());
        lock (waiting)
        {
            if (waiting.Size + content.Length > MostWaiting)
            {
                LogDropped(account.Account.AccountId, messageId, "too many are waiting");
                return;
            }

            waiting.Copies.Enqueue(new Copy(messageId, content, time.GetUtcNow()));
            waiting.Size += content.Length;
            if (waiting.IsServed)
            {
                return;
            }

            waiting.IsServed = true;
        }

        _ = Task.Run(() => ServeAsync(account, waiting));
    }

    /// <summary>Whether the mail is in the Sent folder; null: that cannot be told, or its absence proves nothing.</summary>
    public async Task<bool?> FindAsync(DriverAccount account, Mailbox box, string messageId, CancellationToken cancellationToken)
    {
        if (box.Imap is null || box.ImapSignIn is null)
        {
            return null;
        }

        return await search.FindAsync(account, box, messageId, cancellationToken) switch
        {
            true => true,
            false when box.SentCopy == "host" || (box.SentCopy == "auto" && (await store.FindAsync(account.Account.Workspace, account.Account.AccountId, cancellationToken)).FilesSent == true) => false,
            _ => null,
        };
    }

    private async Task ServeAsync(DriverAccount account, Waiting waiting)
    {
        while (true)
        {
            Copy[] copies;
            lock (waiting)
            {
                if (waiting.Copies.Count == 0)
                {
                    waiting.IsServed = false;
                    return;
                }

                copies = [.. waiting.Copies];
                waiting.Copies.Clear();
                waiting.Size = 0;
            }

            try
            {
                using var deadline = new CancellationTokenSource(_deadline, time);
                await FileAsync(account, copies, deadline.Token);
            }
            catch (Exception exception)
            {
                LogDropped(account.Account.AccountId, copies[0].MessageId, exception.Message);
            }
        }
    }

    private async Task FileAsync(DriverAccount account, Copy[] copies, CancellationToken cancellationToken)
    {
        var box = await mailboxes.OpenAsync(account, cancellationToken);
        var place = await store.FindAsync(account.Account.Workspace, account.Account.AccountId, cancellationToken);
        var mustLook = box.SentCopy == "auto" && !place.FilesSentIsFresh;
        if (!mustLook && box.SentCopy == "auto" && place.FilesSent == true)
        {
            return;
        }

        await using var session = await ImapSession.OpenAsync(box.Imap!, box.ImapSignIn!, time, cancellationToken);
        var folder = await SentSearch.OpenFolderAsync(session, cancellationToken);
        if (mustLook && folder is not null)
        {
            var files = await LookAsync(session, folder, copies[0], cancellationToken);
            await store.NoteFilesSentAsync(account.Account.Workspace, account.Account.AccountId, files, cancellationToken);
            LogFound(account.Account.AccountId, files);
            if (files)
            {
                return;
            }
        }

        if (folder is null)
        {
            folder = "Sent";
            await session.CreateAsync(folder, cancellationToken);
        }

        foreach (var copy in copies)
        {
            await session.AppendAsync(folder, "\\Seen", copy.At, copy.Content, cancellationToken);
        }
    }

    /// <summary>Whether the server files this mail by itself, with some time to do so.</summary>
    private async Task<bool> LookAsync(ImapSession session, string folder, Copy copy, CancellationToken cancellationToken)
    {
        foreach (var until in _looks)
        {
            if (copy.At + until - time.GetUtcNow() is { Ticks: > 0 } pause)
            {
                await Task.Delay(pause, time, cancellationToken);
            }

            // Selected anew, because some servers show a session only what was there when it selected.
            await session.SelectAsync(folder, readOnly: true, cancellationToken);
            if (await SentSearch.HasAsync(session, copy.MessageId, cancellationToken))
            {
                return true;
            }
        }

        return false;
    }

    [LoggerMessage(1, LogLevel.Information, "Account {AccountId}: whether its server files sent mail itself: {Files}")]
    private partial void LogFound(string accountId, bool files);

    [LoggerMessage(2, LogLevel.Warning, "Account {AccountId}: no copy of {MessageId} in the Sent folder: {Detail}")]
    private partial void LogDropped(string accountId, string messageId, string detail);
}
