using Postrider.Accounts;

namespace Postrider.Channels.Sandbox;

/// <summary>The sandbox described as data.</summary>
internal static class SandboxKind
{
    public const string Channel = "channel";
    public const string DelayMs = "delay_ms";
    public const string Condition = "condition";
    public const string AccountType = "account_type";
    public const string InMailCredits = "inmail_credits";

    public static AccountKind Value { get; } = new()
    {
        Name = "sandbox",
        Watching = Watching.Never,
        Title = "Sandbox",
        Channels = [Channels.Channel.Email, Channels.Channel.LinkedIn, Channels.Channel.WhatsApp, Channels.Channel.Voice],
        Settings =
        [
            new KindSetting(Channel, SettingType.Text, "The channel that the account pretends to be on.")
            {
                Required = true,
                Choices = [Channels.Channel.Email, Channels.Channel.LinkedIn, Channels.Channel.WhatsApp, Channels.Channel.Voice],
            },
            new KindSetting(DelayMs, SettingType.Number, "How long each hand-over takes, in milliseconds. Default 0.") { Least = 0, Most = 60_000 },
            new KindSetting(Condition, SettingType.Text, "The state that a probe or a hand-over finds: ok, credentials (as if the password had changed) or error. Default ok.")
            {
                Choices = ["ok", "credentials", "error"],
            },
            new KindSetting(AccountType, SettingType.Text, "Of LinkedIn: the subscription that the profile pretends to have. Default salesNavigator, which may send InMails.") { Choices = ["public", "premium", "salesNavigator"] },
            new KindSetting(InMailCredits, SettingType.Number, "Of LinkedIn: how many InMails it may send. Default: any number.") { Least = 0, Most = 1_000_000 },
            new KindSetting(CallPace.CallsPerSecond, SettingType.Number, "Of voice: how many calls may begin within a second; each waits its part of the second behind the one before. Default: any number.") { Least = 1, Most = 1000 },
            new KindSetting("speech_voice", SettingType.Text, "Of LinkedIn: the voice of spoken scripts, as the speech engine calls it. Default: the operator's choice."),
        ],
        HandOverLimit = TimeSpan.FromSeconds(5),

        // A look leaves a mark in the place of what it did not find, so absence is certain at once.
        AbsenceCertainAfter = TimeSpan.Zero,
        Deadline = TimeSpan.FromSeconds(90),
    };
}
