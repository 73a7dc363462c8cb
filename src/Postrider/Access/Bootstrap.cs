namespace Postrider.Access;

/// <summary>What the start of a node found or made: the default workspace and, on the very first start without a given key, the key to show once.</summary>
public sealed record Bootstrap(WorkspaceId WorkspaceId, string? NewKeyText);
