using Postrider.Attempts;
using Postrider.Contacts;
using Postrider.Jobs;

namespace Postrider.Channels.Unipile;

/// <summary>What a job comes to with a person, or why it cannot.</summary>
internal readonly record struct LinkedInStep(string? ResolvedAction, Outcome.Refused? Refusal)
{
    public static implicit operator LinkedInStep(Outcome.Refused refusal) => new(null, refusal);

    public static implicit operator LinkedInStep(string action) => new(action, null);
}

/// <summary>Decides by the relation between the account and the person. Nothing is cut to fit, and nothing is left out without a word.</summary>
internal static class LinkedInRule
{
    public const string DirectMessage = "direct_message";
    public const string Invitation = "invitation";
    public const string InMail = "inmail";
    public const string Voice = "voice";

    private const int LongestNote = 300;
    private const int LongestFreeNote = 200;

    public static LinkedInStep Of(string action, JobContent content, FarProfile person, string accountType) => action switch
    {
        JobAction.Dispatch => person.Relation == FarProfile.Connected ? DirectMessage : Invite(content, person, accountType),
        JobAction.Invitation => person.Relation == FarProfile.Connected
            ? new Outcome.Refused("The recipient is a connection already.", JobFault.AlreadyConnected)
            : Invite(content, person, accountType),
        JobAction.DirectMessage => OnlyConnected(person, DirectMessage),
        JobAction.VoiceMessage => OnlyConnected(person, Voice),
        JobAction.InMail => accountType == UnipileKind.Free ? new Outcome.Refused("A LinkedIn account without a subscription sends no InMails; this one's account_type is public.", JobFault.InMailNotAvailable)
            : person.CanInMail == false ? new Outcome.Refused("LinkedIn says that this person cannot be sent an InMail by this account.", JobFault.InMailNotAvailable)
            : string.IsNullOrWhiteSpace(content.Subject) ? new Outcome.Refused("An InMail needs a subject.")
            : InMail,
        _ => new Outcome.Refused($"A LinkedIn account does not do '{action}'."),
    };

    private static LinkedInStep Invite(JobContent content, FarProfile person, string accountType)
    {
        var longest = accountType == UnipileKind.Free ? LongestFreeNote : LongestNote;
        return person.Relation == FarProfile.Pending ? new Outcome.Refused("The recipient was invited before, and has not answered yet.", UnipileRefusals.AlreadyInvited)
            : content.Attachments is { Count: > 0 } ? new Outcome.Refused("An invitation cannot carry an attachment, and the recipient is not connected.", "invitation_attachment_not_possible")
            : content.Text?.Length > longest ? new Outcome.Refused($"An invitation's note has at most {longest} characters, and the recipient is not connected.", "invitation_note_too_long")
            : Invitation;
    }

    private static LinkedInStep OnlyConnected(FarProfile person, string action) => person.Relation == FarProfile.Connected
        ? action
        : new Outcome.Refused("The recipient is not a connection of this account.", JobFault.NotConnected);
}
