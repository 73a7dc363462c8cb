namespace Postrider.Webhooks;

/// <summary>An endpoint behind whose cursor the log goes on.</summary>
public sealed record EndpointBehind(WorkspaceId Workspace, string AccountId, long Position, EventFilter Filter);
