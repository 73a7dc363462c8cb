using Postrider.Accounts;

namespace Postrider.Channels.Unipile;

/// <summary>Accounts that Unipile keeps signed in to LinkedIn or WhatsApp, described as data.</summary>
internal static class UnipileKind
{
    public const string Name = "unipile";
    public const string ApiVersion = "api_version";
    public const string BaseUrl = "base_url";
    public const string ApiKey = "api_key";
    public const string FarAccountId = "provider_account_id";
    public const string ChannelName = "channel";
    public const string AccountType = "account_type";
    public const string WebhookSecret = "webhook_secret";

    public const string Version1 = "v1";
    public const string Version2 = "v2";

    public const string Free = "public";
    public const string Premium = "premium";
    public const string SalesNavigator = "salesNavigator";

    public const string ProfileView = "profile_view";
    public const string Invitation = "invitation";
    public const string DirectMessage = "direct_message";
    public const string InMail = "inmail";
    public const string PostLike = "post_like";

    /// <summary>Beyond this many in a week LinkedIn refuses, whatever the account's own limits say.</summary>
    public const int MostInvitationsPerWeek = 200;

    private const int Invitations = 25;
    private const int DirectMessages = 60;
    private const int PostLikes = 30;

    public static AccountKind Value { get; } = new()
    {
        Name = Name,
        Title = "Unipile",
        Watching = Watching.Always,
        Channels = [Channel.LinkedIn, Channel.WhatsApp],
        Settings =
        [
            new KindSetting(ChannelName, SettingType.Text, "What the account at Unipile is signed in to: linkedin or whatsapp.") { Required = true, Choices = [Channel.LinkedIn, Channel.WhatsApp] },
            new KindSetting(ApiVersion, SettingType.Text, "The version of Unipile's API that your account there is for: v1, which has a DSN, or v2, whose accounts' ids begin with acc_. Default v1.") { Choices = [Version1, Version2] },
            new KindSetting(BaseUrl, SettingType.Text, "Of v1: your DSN from Unipile's dashboard, such as https://api8.unipile.com:13851. Of v2: where the API is; default https://api.unipile.com.") { RequiredUnless = new(ApiVersion, Version2) },
            new KindSetting(ApiKey, SettingType.Text, "An access key from Unipile's dashboard.") { Required = true, Secret = true },
            new KindSetting(FarAccountId, SettingType.Text, "The account's id in Unipile's dashboard. Without it, somebody signs in at sign_in_url."),
            new KindSetting(AccountType, SettingType.Text, "Of LinkedIn: the profile's subscription. A public one sends no InMails, and notes of at most 200 characters; salesNavigator sends InMails as Sales Navigator does. Default premium.")
            {
                Choices = [Free, Premium, SalesNavigator],
            },
            new KindSetting(WebhookSecret, SettingType.Text, "Of v2: the secret of the webhook endpoint in Unipile's dashboard, by which it signs what it tells. With it nothing unsigned is believed.") { Secret = true },
        ],

        // LinkedIn watches new ways of writing closely; after three weeks all of the day's limits are reached.
        RampUp = static settings => (string?)settings[ChannelName] == Channel.LinkedIn ? new RampUp(20, 5) : null,

        // Invitations are what LinkedIn minds most: of them a young account has no more than its share of the day.
        Budgets = new Dictionary<string, KindBudget>
        {
            [ProfileView] = new(60),
            [Invitation] = new(Invitations, 120, MostInvitationsPerWeek) { ShareOf = Invitations + DirectMessages + PostLikes },
            [DirectMessage] = new(DirectMessages),
            [InMail] = new(30),
            [PostLike] = new(PostLikes),
        },

        // As long as a request that hands over may be under way.
        HandOverLimit = FarSide.FarSideHttp.Patience + TimeSpan.FromSeconds(5),

        // Unipile files every send in the chat, some time after it took it.
        AbsenceCertainAfter = TimeSpan.FromMinutes(3),

        // Up to three looks, and the hand-over.
        Deadline = 4 * FarSide.FarSideHttp.Patience,
    };
}
