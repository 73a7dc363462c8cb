namespace Postrider.Channels.WhatsApp.Web;

/// <summary>An account of somebody's own server that speaks for a phone as WhatsApp Web does.</summary>
/// <param name="FarSide">What the server is called, for people.</param>
/// <param name="Place">Where it is.</param>
/// <param name="Key">Its access key.</param>
/// <param name="KeyHeader">The header that the key travels in.</param>
/// <param name="Session">What the server calls the phone.</param>
/// <param name="SessionSetting">The setting that says so.</param>
internal sealed record WebAccount(string FarSide, string Place, string Key, string KeyHeader, string Session, string SessionSetting)
{
    public const string BaseUrl = "base_url";
    public const string ApiKey = "api_key";

    private const int LongestSession = 100;

    public static WebAccount Of(DriverAccount account, string farSide, string keyHeader, string sessionSetting, string session)
    {
        return new WebAccount(farSide, Text(BaseUrl).TrimEnd('/'), account.Secrets.GetValueOrDefault(ApiKey)?.Trim() ?? "", keyHeader, Text(sessionSetting) is { Length: > 0 } named ? named : session, sessionSetting);

        string Text(string name) => (account.Account.Settings[name] is { } value && value.GetValueKind() == System.Text.Json.JsonValueKind.String ? (string?)value ?? "" : "").Trim();
    }

    /// <summary>What speaks against asking anything with these settings; null: nothing.</summary>
    public string? Objection =>
        !Uri.TryCreate(Place, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0 ? $"{BaseUrl} must be an address such as https://whatsapp.example.com."
        : Key.Length == 0 || Key.Any(letter => letter is < '!' or > '~') ? $"{ApiKey} is missing, or has letters that no header can carry."
        : Session.Length is 0 or > LongestSession || Session.Any(char.IsControl) || Session.Trim('.').Length == 0 ? $"{SessionSetting} is missing, or is no name."
        : null;

    /// <summary>The session's name as it may stand in a path.</summary>
    public string SessionInPath => Uri.EscapeDataString(Session);
}
