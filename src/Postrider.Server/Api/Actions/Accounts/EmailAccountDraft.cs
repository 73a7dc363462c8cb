using System.Text.Json;
using Postrider.Accounts;
using Postrider.Channels;

namespace Postrider.Server.Api.Actions.Accounts;

/// <summary>
/// What a body wants a mailbox to be, section by section. Only members that were sent change something, and what this server
/// cannot honour is a fault of its own: nothing is kept that would have no effect.
/// </summary>
internal sealed class EmailAccountDraft
{
    private const int MostOfDay = 1_000_000;
    private const int LongestSignature = 100_000;
    private const int LongestOptOut = 200;

    private EmailAccountDraft(Account account) => Account = account;

    /// <summary>The account with what was sent; its secrets apart.</summary>
    public Account Account { get; private set; }

    public IReadOnlyDictionary<string, string> Secrets { get; private set; } = new Dictionary<string, string>();

    /// <summary>Whether it must be tried out again.</summary>
    public bool IsElsewhere { get; private set; }

    /// <summary>All the tags that it shall have; null: as they are.</summary>
    public IReadOnlyList<string>? Tags { get; private set; }

    /// <param name="fields">The body; its faults are gathered there.</param>
    /// <param name="account">The account as it is.</param>
    /// <param name="kind">What can be set on it.</param>
    /// <param name="isNew">Whether what is required must be there.</param>
    public static EmailAccountDraft Read(Fields fields, Account account, AccountKind kind, bool isNew)
    {
        var draft = new EmailAccountDraft(account);
        if (fields.Object("connection") is { } places)
        {
            var read = EmailPlaces.Read(places, account, kind, isNew);
            (draft.Account, draft.Secrets, draft.IsElsewhere) = (read.Account, read.Secrets, read.IsElsewhere);
        }
        else if (isNew && fields.Find("connection") is null)
        {
            fields.Fail("connection", "connection is required.");
        }

        draft.ReadSafety(fields.Object("safety"));
        draft.ReadRampUp(fields.Object("rampUp"));
        draft.ReadOptOut(fields.Object("optOut"));
        if (fields.Object("signature") is { } signature && signature.Has("signature"))
        {
            draft.Account = draft.Account with { Signature = signature.Text("signature", LongestSignature) is { Length: > 0 } html ? html : null };
        }

        draft.Tags = fields.Words("tags", AccountTagEndpoints.LongestName, AccountTagEndpoints.MostTags);
        return draft;
    }

    private void ReadSafety(Fields? safety)
    {
        if (safety is null)
        {
            return;
        }

        const string Paced = "is not offered: an account is limited by dailyLimit and rampUp alone.";
        Refuse(safety, "isEmailsThrottlingEnabled", Paced);
        Refuse(safety, "emailsPerInterval", Paced);
        Refuse(safety, "emailsThrottlingSecondsInterval", Paced);
        if (safety.Has("dailyLimit"))
        {
            Account = Account with { DailyLimit = (int?)safety.Whole("dailyLimit", 0, MostOfDay) };
        }

        var isOn = safety.Flag("isSendingDelayEnabled");
        if (safety.Whole("minSendingDelaySeconds", 0) > 0)
        {
            safety.Fail("minSendingDelaySeconds", "minSendingDelaySeconds can only be 0: a delay is drawn between nothing and maxSendingDelaySeconds.");
        }

        var most = (int?)safety.Whole("maxSendingDelaySeconds", 0, 86_400);
        if (isOn == true && (safety.Find("maxSendingDelaySeconds") is null ? Account.JitterSeconds : most) == 0)
        {
            safety.Fail("maxSendingDelaySeconds", "maxSendingDelaySeconds must be at least 1 while isSendingDelayEnabled is true.");
        }

        Account = Account with { JitterSeconds = isOn == false ? 0 : most ?? Account.JitterSeconds };
    }

    private void ReadRampUp(Fields? ramp)
    {
        if (ramp is null)
        {
            return;
        }

        var isOn = ramp.Flag("enabled") ?? Account.RampUp is not null;
        var (start, step) = ((int?)ramp.Whole("startValue", 0, MostOfDay) ?? Account.RampUp?.Start, (int?)ramp.Whole("incrementValue", 0, MostOfDay) ?? Account.RampUp?.Step);
        if (!isOn)
        {
            if (Account.RampUp is null && ramp.Find("enabled") is null && (start ?? step) is not null)
            {
                ramp.Fail("enabled", "enabled must be true: without it startValue and incrementValue have no effect.");
            }

            Account = Account with { RampUp = null };
            return;
        }

        foreach (var (name, value) in new[] { ("startValue", start), ("incrementValue", step) })
        {
            if (value is null && ramp.Find(name) is null)
            {
                ramp.Fail(name, $"{name} is required while enabled is true.");
            }
        }

        Account = Account with { RampUp = new RampUp(start ?? 0, step ?? 0) };
    }

    private void ReadOptOut(Fields? optOut)
    {
        if (optOut is null)
        {
            return;
        }

        const string OneText = "is not offered: optOutTextBlock is the text of the link, and a mail has no other footer.";
        Refuse(optOut, "message", OneText);
        Refuse(optOut, "emailFooter", OneText);
        Account = Account with
        {
            OptOutLink = optOut.Flag("isOptOutLinkEnabled") ?? Account.OptOutLink,
            OptOutText = optOut.Has("optOutTextBlock") ? optOut.Line("optOutTextBlock", LongestOptOut) is { Length: > 0 } text ? text : null : Account.OptOutText,
        };
    }

    /// <summary>A member that may only say that nothing of it is wanted.</summary>
    private static void Refuse(Fields fields, string name, string why)
    {
        if (fields.Find(name) is { } value && value.ValueKind != JsonValueKind.False && !(value.ValueKind == JsonValueKind.String && value.GetString()!.Length == 0))
        {
            fields.Fail(name, $"{name} {why}");
        }
    }
}
