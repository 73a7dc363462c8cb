using Postrider.Attempts;
using Postrider.Channels.FarSide;

namespace Postrider.Channels.WhatsApp.Cloud;

/// <summary>Numbers on Meta's WhatsApp Cloud API, described as data.</summary>
internal static class CloudKind
{
    public const string Name = "whatsapp_cloud";

    public const string PhoneNumberId = "phone_number_id";
    public const string BusinessAccountId = "business_account_id";
    public const string AccessKey = "access_token";
    public const string AppSecret = "app_secret";
    public const string VerifyWord = "verify_token";
    public const string Template = "template";
    public const string TemplateLanguage = "template_language";
    public const string TemplateTakesText = "template_takes_text";

    public const string DefaultBaseUrl = "https://graph.facebook.com/v23.0";
    public const string DefaultLanguage = "en_US";

    /// <summary>After this Meta may be asked once more for a marketing message that it withheld.</summary>
    public static readonly TimeSpan Withheld = TimeSpan.FromHours(24);

    public static AccountKind Value { get; } = new()
    {
        Name = Name,
        Title = "WhatsApp Cloud API",
        Watching = Watching.Always,
        Channels = [Channel.WhatsApp],
        Settings =
        [
            new KindSetting(PhoneNumberId, SettingType.Text, "The Phone Number ID that Meta's page API Setup shows: digits, not the number itself.") { Required = true },
            new KindSetting(BusinessAccountId, SettingType.Text, "The WhatsApp Business Account ID beside it. With it a probe subscribes the app to what comes in."),
            new KindSetting(AccessKey, SettingType.Text, "An access token of a system user, with the permission whatsapp_business_messaging.") { Secret = true, Required = true },
            new KindSetting(AppSecret, SettingType.Text, "The app's secret, by which Meta signs what it tells. Without it nothing that comes in is believed.") { Secret = true },
            new KindSetting(VerifyWord, SettingType.Text, "The word that was typed in as Verify token where Meta was told the callback address.") { Secret = true },
            new KindSetting(Template, SettingType.Text, "The name of an approved template, sent to whoever did not write within the last 24 hours. Without one they cannot be written to."),
            new KindSetting(TemplateLanguage, SettingType.Text, $"The template's language as Meta writes it, such as de or pt_BR. Default {DefaultLanguage}."),
            new KindSetting(TemplateTakesText, SettingType.Switch, "Whether the text goes into the first parameter of the template's body. Default true; false for a template without parameters, whose own words then are all that is sent."),
            new KindSetting(FarAddress.Setting, SettingType.Text, $"Where the API is. Default {DefaultBaseUrl}."),
        ],

        HandOverLimit = FarSideHttp.Patience + TimeSpan.FromSeconds(5),

        // No history can be looked at. What Meta tells of a message whose answer was lost has so long to come.
        AbsenceCertainAfter = TimeSpan.FromMinutes(2),

        // An upload, and the message behind it.
        Deadline = (2 * FarSideHttp.Patience) + TimeSpan.FromSeconds(20),

        // An hour more than others have: what was withheld is tried once more.
        Retry = RetryPlan.Standard with { Limit = Withheld + TimeSpan.FromHours(1) },
        ReplyWindow = TimeSpan.FromHours(24),

        // With how many contacts Meta lets a new number begin a conversation in a day.
        DailyLimit = static _ => 250,
    };
}
