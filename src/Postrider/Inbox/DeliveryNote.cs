namespace Postrider.Inbox;

/// <summary>What the far side tells later of a message that it took.</summary>
/// <param name="ExternalId">Its own id of the message.</param>
/// <param name="Status">One of <see cref="DeliveryStatus"/>.</param>
/// <param name="Detail">Why it failed; for people.</param>
public sealed record DeliveryNote(WorkspaceId Workspace, string AccountId, string ExternalId, string Status, DateTimeOffset? At, string? Detail = null);

/// <summary>How far a message came after the far side took it; the words are events' and the wire's.</summary>
public static class DeliveryStatus
{
    public const string Delivered = "delivered";
    public const string Read = "read";
    public const string Failed = "failed";
}
