namespace Postrider.Channels.Email;

/// <summary>The kinds of mailboxes described as data.</summary>
internal static class MailKinds
{
    public const string FromAddress = "from_address";
    public const string FromName = "from_name";
    public const string Host = "host";
    public const string Port = "port";
    public const string Security = "security";
    public const string Username = "username";
    public const string Password = "password";
    public const string ImapHost = "imap_host";
    public const string ImapPort = "imap_port";
    public const string ImapSecurity = "imap_security";
    public const string ImapUsername = "imap_username";
    public const string ImapPassword = "imap_password";
    public const string CertificateSha256 = "certificate_sha256";
    public const string SentCopy = "sent_copy";

    public const string ClientId = "client_id";
    public const string ClientSecret = "client_secret";
    public const string Directory = "tenant";
    public const string AuthorizeUrl = "authorize_url";
    public const string ExchangeUrl = "token_url";

    /// <summary>Secrets that no request names: they come from signing in.</summary>
    public const string Refresh = "oauth_refresh";

    /// <inheritdoc cref="Refresh"/>
    public const string Verifier = "oauth_verifier";

    /// <inheritdoc cref="Refresh"/>
    public const string SignedIn = "oauth_signed_in";

    private static readonly string[] _securities = ["none", "starttls", "tls"];

    public static AccountKind Smtp { get; } = Kind("smtp", "Mailbox (SMTP and IMAP)",
    [
        new KindSetting(Host, SettingType.Text, "The server that takes outgoing mail, such as smtp.example.com.") { Required = true },
        new KindSetting(Username, SettingType.Text, "The name to sign in with; default: the address. Without a password nobody signs in."),
        new KindSetting(Password, SettingType.Text, "The mailbox's password, or an app password.") { Secret = true },
        new KindSetting(ImapHost, SettingType.Text, "The server that has the mailbox, for replies, bounces and the Sent folder. Without it Postrider only sends."),
        new KindSetting(ImapUsername, SettingType.Text, "The name to sign in with at the mailbox; default: that of sending."),
        new KindSetting(ImapPassword, SettingType.Text, "The password of the mailbox; default: that of sending.") { Secret = true },
        .. Hosts("587 with starttls, 465 with tls, 25 with none", "starttls", "993 with tls, else 143"),
    ]);

    /// <summary>Gmail itself takes 2,000 mails a day of a company's mailbox and 500 of a private one.</summary>
    public static AccountKind Gmail { get; } = Kind("gmail", "Gmail",
    [
        .. SignIn("the Google Cloud project", "https://accounts.google.com/o/oauth2/v2/auth", "https://oauth2.googleapis.com/token"),
        new KindSetting(Host, SettingType.Text, "The server that takes outgoing mail. Default smtp.gmail.com."),
        new KindSetting(ImapHost, SettingType.Text, "The server that has the mailbox. Default imap.gmail.com."),
        .. Hosts("465", "tls", "993"),
    ]) with
    {
        DailyLimit = settings => (string?)settings[FromAddress] is { } address && (address.EndsWith("@gmail.com", StringComparison.OrdinalIgnoreCase) || address.EndsWith("@googlemail.com", StringComparison.OrdinalIgnoreCase)) ? 500 : 2000,
    };

    public static AccountKind Microsoft365 { get; } = Kind("microsoft365", "Microsoft 365",
    [
        new KindSetting(Directory, SettingType.Text, "The directory's id or domain. Default common."),
        .. SignIn("the app registration", "Microsoft's for the tenant", "Microsoft's for the tenant"),
        new KindSetting(Host, SettingType.Text, "The server that takes outgoing mail. Default smtp.office365.com."),
        new KindSetting(ImapHost, SettingType.Text, "The server that has the mailbox. Default outlook.office365.com."),
        .. Hosts("587", "starttls", "993"),
    ]) with
    {
        DailyLimit = _ => 10_000,
    };

    /// <summary>The names of all of them.</summary>
    public static IReadOnlyList<string> Names { get; } = [Smtp.Name, Gmail.Name, Microsoft365.Name];

    private static KindSetting[] SignIn(string where, string authorize, string exchange) =>
    [
        new KindSetting(ClientId, SettingType.Text, $"The client id of {where}, whose redirect address is <public URL>/connect/callback.") { Required = true },
        new KindSetting(ClientSecret, SettingType.Text, "Its client secret, where it has one.") { Secret = true },
        new KindSetting(AuthorizeUrl, SettingType.Text, $"The page that people sign in at. Default {authorize}."),
        new KindSetting(ExchangeUrl, SettingType.Text, $"Where codes are traded for tokens. Default {exchange}."),
    ];

    private static AccountKind Kind(string name, string title, IReadOnlyList<KindSetting> settings) => new()
    {
        Name = name,
        Title = title,
        Channels = [Channel.Email],
        Settings =
        [
            new KindSetting(FromAddress, SettingType.Text, "The address that mails come from, such as alex@example.com.") { Required = true },
            new KindSetting(FromName, SettingType.Text, "The name that mails come from."),
            .. settings,
        ],
        HandOverLimit = TimeSpan.FromMinutes(5),

        // Two minutes for a Sent folder to show what was handed over, after the longest that a hand-over takes.
        AbsenceCertainAfter = TimeSpan.FromMinutes(7),
        Deadline = TimeSpan.FromMinutes(5),
    };

    private static KindSetting[] Hosts(string port, string security, string imapPort) =>
    [
        new KindSetting(Port, SettingType.Number, $"Default {port}.") { Least = 1, Most = 65_535 },
        new KindSetting(Security, SettingType.Text, $"How sending is secured: none, starttls (must succeed) or tls. Default {security}.") { Choices = _securities },
        new KindSetting(ImapPort, SettingType.Number, $"Default {imapPort}.") { Least = 1, Most = 65_535 },
        new KindSetting(ImapSecurity, SettingType.Text, "How the mailbox is secured: none, starttls or tls. Default tls.") { Choices = _securities },
        new KindSetting(CertificateSha256, SettingType.Text, "The SHA-256 of the one certificate to take from these servers, whoever signed it. Default: certificates are checked as usual."),
        new KindSetting(SentCopy, SettingType.Text, "Who puts a copy into the Sent folder: host (it does so itself), append (Postrider does), none, or auto (Postrider finds out). Default auto.")
        {
            Choices = ["auto", "host", "append", "none"],
        },
    ];
}
