namespace Postrider.Channels.Email;

/// <summary>Where one asks for bearers, and for what.</summary>
internal sealed record OAuthPlace(string AuthorizeUrl, string ExchangeUrl, string Scope, string ClientId, string? ClientSecret)
{
    public static OAuthPlace Of(Accounts.Account account, IReadOnlyDictionary<string, string> secrets)
    {
        var settings = account.Settings;
        string Setting(string name, string otherwise) => (string?)settings[name] is { Length: > 0 } text ? text : otherwise;
        var tenant = Uri.EscapeDataString(Setting(MailKinds.Directory, "common"));
        var (authorize, exchange, scope) = account.Kind == MailKinds.Gmail.Name
            ? ("https://accounts.google.com/o/oauth2/v2/auth", "https://oauth2.googleapis.com/token", "https://mail.google.com/")
            : ($"https://login.microsoftonline.com/{tenant}/oauth2/v2.0/authorize", $"https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token",
                "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access");
        return new OAuthPlace(
            Setting(MailKinds.AuthorizeUrl, authorize), Setting(MailKinds.ExchangeUrl, exchange), scope, Setting(MailKinds.ClientId, ""), secrets.GetValueOrDefault(MailKinds.ClientSecret));
    }
}
