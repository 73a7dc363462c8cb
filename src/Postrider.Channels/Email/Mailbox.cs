using System.Text.Json.Nodes;
using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Contacts;
using Postrider.Mail.Mime;
using Postrider.Mail.Sasl;
using Postrider.Mail.Wire;

namespace Postrider.Channels.Email;

/// <summary>A mail account as its settings say, with defaults filled in.</summary>
internal sealed record Mailbox
{
    public required MailAddress From { get; init; }

    public required MailHost Smtp { get; init; }

    /// <summary>Null: the account only sends.</summary>
    public MailHost? Imap { get; init; }

    public MailSignIn? SmtpSignIn { get; init; }

    public MailSignIn? ImapSignIn { get; init; }

    public string SentCopy { get; init; } = "auto";

    /// <summary>The same with other patience for each step.</summary>
    public Mailbox With(TimeSpan patience) => this with { Smtp = Smtp with { Patience = patience }, Imap = Imap is null ? null : Imap with { Patience = patience } };

    /// <summary>A mailbox with a name and a password, or none.</summary>
    public static Mailbox OfPassword(DriverAccount account, NetworkPolicy network)
    {
        var box = Of(account, network, "", "", WireSecurity.StartTls);
        var settings = account.Account.Settings;
        var user = Text(settings, MailKinds.Username) ?? box.From.Address;
        var password = account.Secrets.GetValueOrDefault(MailKinds.Password);
        var imapPassword = account.Secrets.GetValueOrDefault(MailKinds.ImapPassword) ?? password;
        return box with
        {
            SmtpSignIn = password is null ? null : new MailSignIn.Password(user, password),
            ImapSignIn = imapPassword is null ? null : new MailSignIn.Password(Text(settings, MailKinds.ImapUsername) ?? user, imapPassword),
        };
    }

    /// <summary>Everything but the sign-ins.</summary>
    public static Mailbox Of(DriverAccount account, NetworkPolicy network, string smtpHost, string imapHost, WireSecurity otherwise)
    {
        var settings = account.Account.Settings;
        var security = Level(Text(settings, MailKinds.Security)) ?? otherwise;
        var imapSecurity = Level(Text(settings, MailKinds.ImapSecurity)) ?? WireSecurity.Tls;
        imapHost = Text(settings, MailKinds.ImapHost) ?? imapHost;
        MailHost Server(string host, string portName, int port, WireSecurity level) => new()
        {
            Host = host,
            Port = (int?)settings[portName] ?? port,
            Security = level,
            CertificateSha256 = Text(settings, MailKinds.CertificateSha256),
            Objection = address => network.Objection(account.Account.Workspace, address)
                ?? (level == WireSecurity.None && account.Secrets.Count > 0 && !NetworkPolicy.IsPrivate(address) ? "a password must not cross the open network in the clear. Set security to starttls or tls." : null),
        };
        return new Mailbox
        {
            From = Address(settings),
            Smtp = Server(Text(settings, MailKinds.Host) ?? smtpHost, MailKinds.Port, security switch
            {
                WireSecurity.Tls => 465,
                WireSecurity.StartTls => 587,
                _ => 25,
            }, security),
            Imap = imapHost.Length == 0 ? null : Server(imapHost, MailKinds.ImapPort, imapSecurity == WireSecurity.Tls ? 993 : 143, imapSecurity),
            SentCopy = Text(settings, MailKinds.SentCopy) ?? "auto",
        };
    }

    private static MailAddress Address(JsonObject settings)
    {
        var given = Text(settings, MailKinds.FromAddress);
        if (RecipientAddress.Mail(given ?? "") is null || MailAddress.TryParse(given) is not { } address)
        {
            var reason = $"from_address is '{given}', which is no mail address.";
            throw new MailboxException(new AccountTrouble(AccountStatus.Error, reason), reason);
        }

        return address with { Name = Text(settings, MailKinds.FromName) };
    }

    private static string? Text(JsonObject settings, string name) => (string?)settings[name] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    private static WireSecurity? Level(string? name) => name switch
    {
        "none" => WireSecurity.None,
        "starttls" => WireSecurity.StartTls,
        "tls" => WireSecurity.Tls,
        _ => null,
    };
}
