namespace Postrider.Access;

/// <summary>One customer.</summary>
/// <param name="WorkspaceId">Its number, the first part of every key in the store.</param>
/// <param name="Name">What people call it.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="OutboundCalling">Whether it may place calls; the default one may unless told otherwise, others only when told.</param>
/// <param name="OutboundCampaigns">Whether it may run campaigns; as with calls.</param>
public sealed record Workspace(WorkspaceId WorkspaceId, string Name, DateTimeOffset CreatedAt, bool OutboundCalling, bool OutboundCampaigns)
{
    /// <summary>The one that is always there.</summary>
    public const string Default = "default";

    private const int MaxNameLength = 64;

    public static bool IsName(string name) =>
        name.Length is > 0 and <= MaxNameLength && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');
}
