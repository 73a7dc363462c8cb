using Postrider.Accounts;

namespace Postrider.Channels.Voice.Twilio;

/// <summary>Accounts at Twilio, and at carriers that speak its REST API and media streams, described as data.</summary>
internal static class TwilioKind
{
    public const string BaseUrl = "base_url";
    public const string AccountSid = "account_sid";
    public const string AuthKey = "auth_token";
    public const string From = "from";

    public const string DefaultBaseUrl = "https://api.twilio.com";

    public static AccountKind Value { get; } = new()
    {
        Name = "twilio",
        Title = "Twilio-compatible carrier",
        Channels = [Channel.Voice],
        Settings =
        [
            new KindSetting(AccountSid, SettingType.Text, "The Account SID, such as AC….") { Required = true },
            new KindSetting(AuthKey, SettingType.Text, "The account's Auth Token: it signs in, and what the carrier says is signed with it.") { Secret = true, Required = true },
            new KindSetting(From, SettingType.Text, "The number that calls come from where the agent names none, such as +15550100.") { Required = true },
            new KindSetting(BaseUrl, SettingType.Text, $"Where the carrier's REST API is. Default {DefaultBaseUrl}."),
            new KindSetting(CallPace.CallsPerSecond, SettingType.Number, "How many calls may begin within a second; each waits its part of the second behind the one before. Default: any number.") { Least = 1, Most = 1000 },
            new KindSetting(CallPace.MaxConcurrent, SettingType.Number, "How many calls the carrier has of this account at once. Default 10.") { Least = 1, Most = 1000 },
        ],

        // As long as a request to begin a call may be under way.
        HandOverLimit = TwilioRest.Patience + TimeSpan.FromSeconds(5),
        AbsenceCertainAfter = TimeSpan.Zero,

        // Above the longest call that an agent may have; a call itself is held to its own limits.
        Deadline = TimeSpan.FromSeconds(7200 + 300 + 120),
    };
}
