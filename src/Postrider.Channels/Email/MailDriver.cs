using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Mail.Imap;
using Postrider.Mail.Smtp;
using Postrider.Mail.Wire;

namespace Postrider.Channels.Email;

/// <summary>Sends mail from a mailbox. One Message-ID per job, so that a mail can be found again whatever happened to its attempt.</summary>
internal class MailDriver(AccountKind kind, IMailboxes mailboxes, SmtpPool pool, SentFolder sent, MailWriter writer, TimeProvider time) : IDriver
{
    // Somebody waits for the answer.
    private static readonly TimeSpan _patienceOfProbe = TimeSpan.FromSeconds(8);

    public AccountKind Kind => kind;

    /// <summary>Tries both directions, the second also where the first fails, and says of each what a person can do.</summary>
    public async Task<ProbeResult> ProbeAsync(DriverAccount account, CancellationToken cancellationToken)
    {
        Mailbox box;
        try
        {
            box = (await mailboxes.OpenAsync(account, cancellationToken)).With(_patienceOfProbe);
        }
        catch (Exception exception) when (exception is IOException or MailboxException)
        {
            return new ProbeResult(Status(exception), exception.Message);
        }

        var sending = await FaultAsync(async () => await (await pool.OpenAsync(box, cancellationToken)).DisposeAsync());
        var receiving = box.Imap is { } imap && box.ImapSignIn is { } signIn
            ? await FaultAsync(async () =>
            {
                await using var session = await ImapSession.OpenAsync(imap, signIn, time, cancellationToken);
                await session.SelectAsync("INBOX", readOnly: true, cancellationToken);
            })
            : null;
        return (sending ?? receiving) is { } first
            ? new ProbeResult(Status(first), first.Message, box.From.Address, receiving?.Message)
            : new ProbeResult(AccountStatus.Ok, null, box.From.Address);
    }

    public async Task<Outcome> PerformAsync(DriverJob job, CancellationToken cancellationToken)
    {
        Mailbox box;
        SmtpMail mail;
        string messageId;
        try
        {
            box = await mailboxes.OpenAsync(job.Account, cancellationToken);
            messageId = MailId.Of(job.Job, box.From);
            mail = await writer.WriteAsync(job, box, messageId, cancellationToken);
        }
        catch (MailboxException exception)
        {
            return MailOutcome.OfBeginning(exception);
        }
        catch (ArgumentException exception)
        {
            return new Outcome.Refused($"The mail cannot be written: {exception.Message}");
        }

        var outcome = await SendAsync(job, box, mail, messageId, cancellationToken);
        if (outcome.Trouble is { Status: AccountStatus.Credentials } && mailboxes.Distrust(job.Account))
        {
            return new Outcome.Unreachable(outcome.Trouble.Reason);
        }

        if (outcome is Outcome.Accepted)
        {
            sent.Keep(job.Account, box, messageId, mail.Content);
        }

        return outcome;
    }

    public async Task<Finding> SettleAsync(DriverJob job, CancellationToken cancellationToken)
    {
        try
        {
            var box = await mailboxes.OpenAsync(job.Account, cancellationToken);
            var messageId = MailId.Of(job.Job, box.From);
            return await sent.FindAsync(job.Account, box, messageId, cancellationToken) switch
            {
                true => new Finding.Present(MailOutcome.Delivered(box, messageId)),
                false => new Finding.Absent(),
                null => new Finding.CannotTell("There is no Sent folder in which the server itself files every mail."),
            };
        }
        catch (Exception exception) when (exception is IOException or MailboxException)
        {
            return new Finding.NotNow(exception.Message);
        }
    }

    private static AccountStatus Status(Exception exception) => (MailOutcome.Trouble(exception)?.Status).GetValueOrDefault(AccountStatus.Error);

    private static async Task<Exception?> FaultAsync(Func<Task> attempt)
    {
        try
        {
            await attempt();
            return null;
        }
        catch (Exception exception) when (exception is IOException or MailboxException)
        {
            return exception;
        }
    }

    private async Task<Outcome> SendAsync(DriverJob job, Mailbox box, SmtpMail mail, string messageId, CancellationToken cancellationToken)
    {
        var place = SmtpPool.Place.Of(job.Account.Account, box);
        var session = pool.TryTake(place);
        var kept = session is not null;
        while (true)
        {
            try
            {
                session ??= await pool.OpenAsync(box, cancellationToken);
            }
            catch (Exception exception) when (exception is WireException or SmtpException)
            {
                return MailOutcome.OfBeginning(exception);
            }

            var result = await session.SendAsync(mail, job.MayCommit, cancellationToken);
            pool.Return(place, session);
            if (result is not SmtpResult.Broken || !kept)
            {
                return MailOutcome.Of(result, box, messageId);
            }

            // The server had ended the kept session meanwhile. That says nothing about this mail, and nothing of it was handed over.
            (session, kept) = (null, false);
        }
    }
}
