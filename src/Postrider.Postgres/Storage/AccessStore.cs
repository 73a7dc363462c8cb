using Postrider.Access;
using Postrider.Events;
using Postrider.Postgres.Schema;
using Postrider.Storage;

namespace Postrider.Postgres.Storage;

/// <summary>Workspaces and keys in PostgreSQL.</summary>
public sealed class AccessStore(Database database, TimeProvider clock) : IAccessStore
{
    private static readonly Statements _sql = Statements.Load("access.sql");

    public async Task<long> VersionAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Engine.CreateCommand(_sql["version"]);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task<ApiKey?> FindKeyAsync(KeyHash hash, CancellationToken cancellationToken)
    {
        await using var command = database.Engine.CreateCommand(_sql["find_key"]).With(hash.ToBytes());
        return await command.FirstAsync(AccessRows.Key, cancellationToken);
    }

    public async Task<Bootstrap> BootstrapAsync(string? givenKeyText, CancellationToken cancellationToken)
    {
        await using var change = await AccessChange.BeginAsync(database, cancellationToken);
        var made = await change.FirstAsync(_sql["create_workspace"], AccessRows.Workspace, cancellationToken, Workspace.Default);
        var workspaceId = made?.WorkspaceId
            ?? await change.FirstAsync(_sql["find_workspace"], row => new WorkspaceId(row.GetInt64(0)), cancellationToken, Workspace.Default);
        if (made is not null)
        {
            change.Append(workspaceId, EventKind.WorkspaceCreated, AccessEvent.Of(made));
        }

        // A key of nobody's choosing is made once, by the node that made the workspace: later starts have nothing to print.
        var text = givenKeyText ?? (made is null ? null : KeyText.Generate());
        if (text is not null && await EnsureKeyAsync(change, workspaceId, text, cancellationToken) is { } key)
        {
            change.Append(workspaceId, EventKind.KeyCreated, AccessEvent.Of(key));
        }

        await change.CommitAsync(cancellationToken);
        return new Bootstrap(workspaceId, givenKeyText is null ? text : null);
    }

    public async Task<(Workspace Workspace, ApiKey Key)?> CreateWorkspaceAsync(string name, NewKey firstKey, CancellationToken cancellationToken)
    {
        await using var change = await AccessChange.BeginAsync(database, cancellationToken);
        if (await change.FirstAsync(_sql["create_workspace"], AccessRows.Workspace, cancellationToken, name) is not { } workspace)
        {
            return null;
        }

        var key = await InsertKeyAsync(change, workspace.WorkspaceId, firstKey, cancellationToken);
        change.Append(workspace.WorkspaceId, EventKind.WorkspaceCreated, AccessEvent.Of(workspace));
        change.Append(workspace.WorkspaceId, EventKind.KeyCreated, AccessEvent.Of(key));
        await change.CommitAsync(cancellationToken);
        return (workspace, key);
    }

    public async Task<IReadOnlyList<Workspace>> ListWorkspacesAsync(WorkspaceId after, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(_sql["list_workspaces"]).With(after.Value, limit);
        return await command.ListAsync(AccessRows.Workspace, cancellationToken);
    }

    public async Task<Workspace?> FindWorkspaceAsync(WorkspaceId workspaceId, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(_sql["get_workspace"]).With(workspaceId.Value);
        return await command.FirstAsync(AccessRows.Workspace, cancellationToken);
    }

    public async Task<Workspace?> FindWorkspaceAsync(string name, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(_sql["find_workspace"]).With(name);
        return await command.FirstAsync(AccessRows.Workspace, cancellationToken);
    }

    public async Task<Workspace?> PermitAsync(WorkspaceId workspaceId, bool? calling, bool? campaigns, CancellationToken cancellationToken)
    {
        await using var change = await AccessChange.BeginAsync(database, cancellationToken);
        if (await change.FirstAsync(_sql["permit"], AccessRows.Workspace, cancellationToken, workspaceId.Value, (object?)calling ?? DBNull.Value, (object?)campaigns ?? DBNull.Value) is not { } workspace)
        {
            return null;
        }

        change.Append(workspaceId, EventKind.WorkspaceUpdated, AccessEvent.Of(workspace));
        await change.CommitAsync(cancellationToken);
        return workspace;
    }

    public async Task<ApiKey> CreateKeyAsync(WorkspaceId workspaceId, NewKey key, CancellationToken cancellationToken)
    {
        await using var change = await AccessChange.BeginAsync(database, cancellationToken);
        var made = await InsertKeyAsync(change, workspaceId, key, cancellationToken);
        change.Append(workspaceId, EventKind.KeyCreated, AccessEvent.Of(made));
        await change.CommitAsync(cancellationToken);
        return made;
    }

    public async Task<IReadOnlyList<ApiKey>> ListKeysAsync(WorkspaceId workspaceId, Guid after, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(_sql["list_keys"]).With(workspaceId.Value, after, limit);
        return await command.ListAsync(AccessRows.Key, cancellationToken);
    }

    public async Task<ApiKey?> RevokeKeyAsync(WorkspaceId workspaceId, Guid keyId, CancellationToken cancellationToken)
    {
        await using var change = await AccessChange.BeginAsync(database, cancellationToken);
        if (await change.FirstAsync(_sql["revoke_key"], AccessRows.Key, cancellationToken, workspaceId.Value, keyId) is not { } revoked)
        {
            return await change.FirstAsync(_sql["get_key"], AccessRows.Key, cancellationToken, workspaceId.Value, keyId);
        }

        change.Append(workspaceId, EventKind.KeyRevoked, AccessEvent.Of(revoked));
        await change.CommitAsync(cancellationToken);
        return revoked;
    }

    private static async Task<ApiKey> InsertKeyAsync(AccessChange change, WorkspaceId workspaceId, NewKey key, CancellationToken cancellationToken) =>
        (await change.FirstAsync(
            _sql["create_key"],
            AccessRows.Key,
            cancellationToken,
            workspaceId.Value,
            key.KeyId,
            key.Name,
            key.Hash.ToBytes(),
            key.Hint,
            key.Scopes.Names,
            (object?)key.ExpiresAt?.UtcDateTime ?? DBNull.Value))!;

    private async Task<ApiKey?> EnsureKeyAsync(AccessChange change, WorkspaceId workspaceId, string text, CancellationToken cancellationToken)
    {
        var key = KeyText.ToKeep(text, "bootstrap", ScopeSet.FullWithOperator, expiresAt: null, clock);
        var hash = key.Hash.ToBytes();
        var changed = await change.FirstAsync(
            _sql["ensure_key"], AccessRows.Key, cancellationToken, workspaceId.Value, key.KeyId, key.Name, hash, key.Hint, key.Scopes.Names);
        if (changed is null && await change.FirstAsync(_sql["key_is_elsewhere"], row => row.GetBoolean(0), cancellationToken, workspaceId.Value, hash))
        {
            throw new InvalidOperationException("POSTRIDER_BOOTSTRAP_KEY is already a key of another workspace. Choose another value, or leave the variable out.");
        }

        return changed;
    }
}
