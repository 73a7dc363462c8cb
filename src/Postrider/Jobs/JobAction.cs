namespace Postrider.Jobs;

/// <summary>What a job does, as every dialect's reader finds it in <c>action</c>.</summary>
public static class JobAction
{
    public const string Dispatch = "outreach.dispatch";
    public const string PostLike = "outreach.linkedin.post_like";

    /// <summary>A mail that is sent at once.</summary>
    public const string Mail = "outreach.email.message";

    // What a caller names exactly; a dispatch leaves the choice between the first two to the driver.
    public const string Invitation = "outreach.linkedin.invitation";
    public const string DirectMessage = "outreach.linkedin.direct_message";
    public const string InMail = "outreach.linkedin.inmail";
    public const string VoiceMessage = "outreach.linkedin.voice_message";

    /// <summary>An event on its way to an endpoint.</summary>
    public const string Post = "webhook.post";

    public const string Call = "outreach.voice.call";
}
