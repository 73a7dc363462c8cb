using Postrider.Access;

namespace Postrider.Storage;

/// <summary>Workspaces and keys. Every change raises the version and appends an event, in the change's own transaction.</summary>
public interface IAccessStore
{
    /// <summary>Rises with every change to a key or a workspace.</summary>
    Task<long> VersionAsync(CancellationToken cancellationToken);

    Task<ApiKey?> FindKeyAsync(KeyHash hash, CancellationToken cancellationToken);

    /// <summary>
    /// Makes sure of the default workspace and of the given key in it, with every scope. Without a given key, the node that
    /// makes the workspace makes a key too. Repeating it changes nothing; nodes may race.
    /// </summary>
    Task<Bootstrap> BootstrapAsync(string? givenKeyText, CancellationToken cancellationToken);

    /// <summary>The workspace and its first key, or null when the name is taken.</summary>
    Task<(Workspace Workspace, ApiKey Key)?> CreateWorkspaceAsync(string name, NewKey firstKey, CancellationToken cancellationToken);

    /// <summary>In the order of their making, from behind <paramref name="after"/>.</summary>
    Task<IReadOnlyList<Workspace>> ListWorkspacesAsync(WorkspaceId after, int limit, CancellationToken cancellationToken);

    Task<Workspace?> FindWorkspaceAsync(WorkspaceId workspaceId, CancellationToken cancellationToken);

    Task<Workspace?> FindWorkspaceAsync(string name, CancellationToken cancellationToken);

    /// <summary>The workspace as it is now; null: there is none.</summary>
    /// <param name="workspaceId">Its number.</param>
    /// <param name="calling">Whether it may place calls; null: as it was.</param>
    /// <param name="campaigns">Whether it may run campaigns; null: as it was.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<Workspace?> PermitAsync(WorkspaceId workspaceId, bool? calling, bool? campaigns, CancellationToken cancellationToken);

    Task<ApiKey> CreateKeyAsync(WorkspaceId workspaceId, NewKey key, CancellationToken cancellationToken);

    /// <summary>In the order of their making, revoked ones included, from behind <paramref name="after"/>.</summary>
    Task<IReadOnlyList<ApiKey>> ListKeysAsync(WorkspaceId workspaceId, Guid after, int limit, CancellationToken cancellationToken);

    /// <summary>The key as it is now, or null when the workspace has none of that id. Revoking twice changes nothing.</summary>
    Task<ApiKey?> RevokeKeyAsync(WorkspaceId workspaceId, Guid keyId, CancellationToken cancellationToken);
}
