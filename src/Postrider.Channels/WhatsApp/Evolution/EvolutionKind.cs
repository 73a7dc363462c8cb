using Postrider.Channels.WhatsApp.Web;

namespace Postrider.Channels.WhatsApp.Evolution;

/// <summary>Phones that an Evolution API server speaks for, described as data.</summary>
internal static class EvolutionKind
{
    public const string Name = "evolution";
    public const string FarSide = "Evolution API";
    public const string Instance = "instance";

    public static AccountKind Value { get; } = new()
    {
        Name = Name,
        Title = FarSide,
        Watching = Watching.Always,
        Channels = [Channel.WhatsApp],
        Settings =
        [
            new KindSetting(WebAccount.BaseUrl, SettingType.Text, "Where your Evolution API server is, such as https://evolution.example.com.") { Required = true },
            new KindSetting(WebAccount.ApiKey, SettingType.Text, "The server's access key (AUTHENTICATION_API_KEY), or the instance's own.") { Required = true, Secret = true },
            new KindSetting(Instance, SettingType.Text, "The instance's name at the server.") { Required = true },
        ],
        HandOverLimit = WebPace.HandOverLimit,
        AbsenceCertainAfter = WebPace.LookAfter,
        Deadline = WebPace.Deadline,
        DailyLimit = static _ => WebPace.MessagesADay,
        JitterSeconds = WebPace.JitterSeconds,
    };

    public static WebAccount Account(DriverAccount account) => WebAccount.Of(account, FarSide, "apikey", Instance, "");
}
