using System.Collections.Concurrent;
using Postrider.Mail.Imap;

namespace Postrider.Channels.Email;

/// <summary>Looks mails up in the Sent folder. All that are asked for at one time share one session: mailboxes take few at once.</summary>
internal sealed class SentSearch(TimeProvider time)
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<(WorkspaceId Workspace, string AccountId), Asked> _asked = new();

    private sealed class Asked
    {
        public Queue<(string MessageId, TaskCompletionSource<bool?> Answer)> Questions { get; } = new();

        public bool IsServed { get; set; }
    }

    /// <summary>Whether the mail is there; null: the mailbox has no Sent folder.</summary>
    public Task<bool?> FindAsync(DriverAccount account, Mailbox box, string messageId, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<bool?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = _asked.GetOrAdd((account.Account.Workspace, account.Account.AccountId), static _ => new Asked());
        lock (asked)
        {
            asked.Questions.Enqueue((messageId, answer));
            if (!asked.IsServed)
            {
                asked.IsServed = true;
                _ = Task.Run(() => ServeAsync(asked, box), CancellationToken.None);
            }
        }

        return answer.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Selects the Sent folder; null: there is none.</summary>
    public static async Task<string?> OpenFolderAsync(ImapSession session, CancellationToken cancellationToken)
    {
        var folders = await session.ListAsync(cancellationToken);
        if (folders.FirstOrDefault(folder => folder.SpecialUse == SpecialUse.Sent) is not { } sent)
        {
            return null;
        }

        await session.SelectAsync(sent.Name, readOnly: true, cancellationToken);
        return sent.Name;
    }

    public static async Task<bool> HasAsync(ImapSession session, string messageId, CancellationToken cancellationToken) =>
        (await session.SearchHeaderAsync("Message-ID", messageId, cancellationToken)).Count > 0;

    private async Task ServeAsync(Asked asked, Mailbox box)
    {
        (string MessageId, TaskCompletionSource<bool?> Answer)? current = null;
        try
        {
            using var deadline = new CancellationTokenSource(_deadline, time);
            await using var session = await ImapSession.OpenAsync(box.Imap!, box.ImapSignIn!, time, deadline.Token);
            var folder = await OpenFolderAsync(session, deadline.Token);
            while ((current = Next(asked)) is { } question)
            {
                question.Answer.SetResult(folder is null ? null : await HasAsync(session, question.MessageId, deadline.Token));
            }
        }
        catch (Exception exception)
        {
            current?.Answer.TrySetException(exception);
            FailAll(asked, exception);
        }
    }

    /// <summary>The next question; null: there is none, and nobody serves any more.</summary>
    private static (string MessageId, TaskCompletionSource<bool?> Answer)? Next(Asked asked)
    {
        lock (asked)
        {
            if (asked.Questions.TryDequeue(out var question))
            {
                return question;
            }

            asked.IsServed = false;
            return null;
        }
    }

    private static void FailAll(Asked asked, Exception exception)
    {
        while (Next(asked) is { } question)
        {
            question.Answer.TrySetException(exception);
        }
    }
}
