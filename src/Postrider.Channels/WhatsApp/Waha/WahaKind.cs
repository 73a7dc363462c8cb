using Postrider.Channels.WhatsApp.Web;

namespace Postrider.Channels.WhatsApp.Waha;

/// <summary>Phones that a WAHA server speaks for, described as data.</summary>
internal static class WahaKind
{
    public const string Name = "waha";
    public const string FarSide = "WAHA";
    public const string Session = "session";
    public const string HmacKey = "hmac_key";

    private const string DefaultSession = "default";

    public static AccountKind Value { get; } = new()
    {
        Name = Name,
        Title = FarSide,
        Watching = Watching.Always,
        Channels = [Channel.WhatsApp],
        Settings =
        [
            new KindSetting(WebAccount.BaseUrl, SettingType.Text, "Where your WAHA server is, such as https://waha.example.com.") { Required = true },
            new KindSetting(WebAccount.ApiKey, SettingType.Text, "The server's access key (WAHA_API_KEY), or one of the session's own.") { Required = true, Secret = true },
            new KindSetting(Session, SettingType.Text, $"The session's name at the server. Default {DefaultSession}."),
            new KindSetting(HmacKey, SettingType.Text, "The key that the server signs its webhooks with (hmac.key of the webhook). With it, what is not signed is not taken.") { Secret = true },
        ],
        HandOverLimit = WebPace.HandOverLimit,
        AbsenceCertainAfter = WebPace.LookAfter,
        Deadline = WebPace.Deadline,
        DailyLimit = static _ => WebPace.MessagesADay,
        JitterSeconds = WebPace.JitterSeconds,
    };

    public static WebAccount Account(DriverAccount account) => WebAccount.Of(account, FarSide, "X-Api-Key", Session, DefaultSession);
}
