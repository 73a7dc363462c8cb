namespace Postrider.Access;

/// <summary>One customer.</summary>
public sealed record Workspace(WorkspaceId WorkspaceId, string Name, DateTimeOffset CreatedAt)
{
    /// <summary>The one that is always there.</summary>
    public const string Default = "default";

    private const int MaxNameLength = 64;

    public static bool IsName(string name) =>
        name.Length is > 0 and <= MaxNameLength && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');
}
