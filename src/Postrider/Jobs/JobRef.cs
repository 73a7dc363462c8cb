namespace Postrider.Jobs;

/// <summary>Which job, in whose workspace.</summary>
public readonly record struct JobRef(WorkspaceId Workspace, Guid JobId);
