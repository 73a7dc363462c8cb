using Postrider.Channels.FarSide;

namespace Postrider.Channels.WhatsApp.Twilio;

/// <summary>WhatsApp numbers at Twilio, described as data.</summary>
internal static class TwilioMessageKind
{
    public const string Name = "twilio_whatsapp";

    public const string AccountSid = "account_sid";
    public const string AuthKey = "auth_token";
    public const string From = "from";
    public const string Template = "template";
    public const string TemplateTakesText = "template_takes_text";

    public const string DefaultBaseUrl = "https://api.twilio.com";

    public static AccountKind Value { get; } = new()
    {
        Name = Name,
        Title = "WhatsApp through Twilio",
        Watching = Watching.Always,
        Channels = [Channel.WhatsApp],
        Settings =
        [
            new KindSetting(AccountSid, SettingType.Text, "The Account SID, such as AC….") { Required = true },
            new KindSetting(AuthKey, SettingType.Text, "The account's Auth Token: it signs in, and what Twilio says is signed with it.") { Secret = true, Required = true },
            new KindSetting(From, SettingType.Text, "The WhatsApp number, such as +15550100, or the SID of a messaging service, such as MG….") { Required = true },
            new KindSetting(Template, SettingType.Text, "The Content SID (HX…) of an approved template, sent to whoever did not write within the last 24 hours. Without one they cannot be written to."),
            new KindSetting(TemplateTakesText, SettingType.Switch, "Whether the text becomes the template's variable 1. Default true; false for a template without variables, whose own words then are all that is sent."),
            new KindSetting(FarAddress.Setting, SettingType.Text, $"Where the API is. Default {DefaultBaseUrl}."),
        ],
        HandOverLimit = FarSideHttp.Patience + TimeSpan.FromSeconds(5),

        // Twilio lists every message that it made.
        AbsenceCertainAfter = TimeSpan.FromMinutes(2),
        Deadline = FarSideHttp.Patience + TimeSpan.FromSeconds(20),
        ReplyWindow = TimeSpan.FromHours(24),

        // With how many contacts Meta lets a new number begin a conversation in a day.
        DailyLimit = static _ => 250,
    };
}
