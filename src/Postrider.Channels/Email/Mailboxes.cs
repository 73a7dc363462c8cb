using Postrider.Mail.Sasl;
using Postrider.Mail.Wire;

namespace Postrider.Channels.Email;

/// <summary>Mailboxes of all kinds: with a password, or with the bearer of somebody's sign-in.</summary>
internal sealed class Mailboxes(NetworkPolicy network, OAuthBearers bearers) : IMailboxes
{
    public async ValueTask<Mailbox> OpenAsync(DriverAccount account, CancellationToken cancellationToken)
    {
        if (account.Account.Kind == MailKinds.Smtp.Name)
        {
            return Mailbox.OfPassword(account, network);
        }

        var box = account.Account.Kind == MailKinds.Gmail.Name
            ? Mailbox.Of(account, network, "smtp.gmail.com", "imap.gmail.com", WireSecurity.Tls)
            : Mailbox.Of(account, network, "smtp.office365.com", "outlook.office365.com", WireSecurity.StartTls);
        var signIn = new MailSignIn.Bearer(box.From.Address, await bearers.FindAsync(account, cancellationToken));

        // Both file every mail that is sent through them.
        return box with { SmtpSignIn = signIn, ImapSignIn = signIn, SentCopy = box.SentCopy == "auto" ? "host" : box.SentCopy };
    }

    public bool Distrust(DriverAccount account) => account.Account.Kind != MailKinds.Smtp.Name && bearers.Distrust(account);
}
