namespace Postrider.Events;

/// <summary>The kinds of facts in a workspace's log.</summary>
public static class EventKind
{
    public const string WorkspaceCreated = "workspace.created";
    public const string WorkspaceUpdated = "workspace.updated";
    public const string KeyCreated = "key.created";
    public const string KeyRevoked = "key.revoked";
    public const string JobAccepted = "job.accepted";
    public const string JobDeferred = "job.deferred";
    public const string JobSettling = "job.settling";
    public const string JobReturned = "job.returned";
    public const string JobRescheduled = "job.rescheduled";
    public const string JobSucceeded = "job.succeeded";
    public const string JobFailed = "job.failed";
    public const string JobCancelled = "job.cancelled";
    public const string CallDialing = "call.dialing";
    public const string CallRinging = "call.ringing";
    public const string CallAnswered = "call.answered";
    public const string CallEnded = "call.ended";
    public const string CampaignCreated = "campaign.created";
    public const string CampaignExtended = "campaign.extended";
    public const string CampaignUpdated = "campaign.updated";
    public const string CampaignScheduled = "campaign.scheduled";
    public const string CampaignStarted = "campaign.started";
    public const string CampaignPaused = "campaign.paused";
    public const string CampaignResumed = "campaign.resumed";
    public const string CampaignCompleted = "campaign.completed";
    public const string CampaignCanceled = "campaign.canceled";
    public const string AccountCreated = "account.created";
    public const string AccountUpdated = "account.updated";
    public const string AccountDeleted = "account.deleted";
    public const string AccountHeld = "account.held";
    public const string AccountReleased = "account.released";
    public const string SuppressionAdded = "suppression.added";
    public const string SuppressionRemoved = "suppression.removed";
    public const string MessageReceived = "message.received";
    public const string MessageAutoReply = "message.auto_reply";
    public const string MessageBounced = "message.bounced";
    public const string MessageDelivered = "message.delivered";
    public const string MessageRead = "message.read";
    public const string MessageFailed = "message.failed";
    public const string InvitationAccepted = "invitation.accepted";

    /// <summary>Every kind, so that one that is added here is known wherever kinds are named.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. typeof(EventKind).GetFields().Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!).Order(StringComparer.Ordinal)];
}
