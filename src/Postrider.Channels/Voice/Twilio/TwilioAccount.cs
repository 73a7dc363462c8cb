using System.Net.Http.Headers;
using System.Text;

namespace Postrider.Channels.Voice.Twilio;

/// <summary>An account as its settings say.</summary>
internal sealed record TwilioAccount(string Place, string Sid, string AuthKey, string From)
{
    public static TwilioAccount Of(DriverAccount account)
    {
        return new TwilioAccount(Text(TwilioKind.BaseUrl) ?? TwilioKind.DefaultBaseUrl, Text(TwilioKind.AccountSid) ?? "", account.Secrets.GetValueOrDefault(TwilioKind.AuthKey) ?? "", Text(TwilioKind.From) ?? "");

        string? Text(string name) => (string?)account.Account.Settings[name] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
    }

    /// <summary>Who carries the calls, in words for people.</summary>
    public string Carrier => Uri.TryCreate(Place, UriKind.Absolute, out var url) ? url.Host : "The carrier";

    public AuthenticationHeaderValue SignIn => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Sid}:{AuthKey}")));

    /// <summary>What speaks against telling the secret to this place; null: nothing.</summary>
    public string? Objection(NetworkPolicy network) =>
        !Uri.TryCreate(Place, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0 ? $"{TwilioKind.BaseUrl} must be an address such as {TwilioKind.DefaultBaseUrl}."
        : !network.MayTell(url) ? $"{TwilioKind.BaseUrl} must begin with https://."
        : null;

    /// <param name="path">What of the account is meant, such as <c>/Calls.json</c>; empty: the account itself.</param>
    public Uri Address(string path) => new($"{Place.TrimEnd('/')}/2010-04-01/Accounts/{Uri.EscapeDataString(Sid)}{path}");
}
