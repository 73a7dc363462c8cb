using Postrider.Access;
using Postrider.Storage;

namespace Postrider.Tests.Access;

/// <summary>Answers what a test put in, and counts the questions. Only look-ups are asked of it.</summary>
internal sealed class ScriptedAccessStore : IAccessStore
{
    public Dictionary<KeyHash, ApiKey> Keys { get; } = [];

    public long Version { get; set; } = 1;

    public bool IsDown { get; set; }

    /// <summary>For how long the answer to a look, which has seen what it has seen, is on its way.</summary>
    public Func<Task> OnItsWay { get; set; } = () => Task.CompletedTask;

    public int Looks { get; private set; }

    public int Finds { get; private set; }

    public void Revoke(KeyHash hash, DateTimeOffset at)
    {
        Keys[hash] = Keys[hash] with { RevokedAt = at };
        Version++;
    }

    public async Task<long> VersionAsync(CancellationToken cancellationToken)
    {
        Looks++;
        var seen = IsDown ? throw new InvalidOperationException("down") : Version;
        await OnItsWay();
        return seen;
    }

    public Task<ApiKey?> FindKeyAsync(KeyHash hash, CancellationToken cancellationToken)
    {
        Finds++;
        return Task.FromResult(Keys.GetValueOrDefault(hash));
    }

    public Task<Bootstrap> BootstrapAsync(string? givenKeyText, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<(Workspace Workspace, ApiKey Key)?> CreateWorkspaceAsync(string name, NewKey firstKey, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<Workspace>> ListWorkspacesAsync(WorkspaceId after, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Workspace?> FindWorkspaceAsync(WorkspaceId workspaceId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Workspace?> FindWorkspaceAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Workspace?> PermitAsync(WorkspaceId workspaceId, bool? calling, bool? campaigns, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ApiKey> CreateKeyAsync(WorkspaceId workspaceId, NewKey key, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<ApiKey>> ListKeysAsync(WorkspaceId workspaceId, Guid after, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ApiKey?> RevokeKeyAsync(WorkspaceId workspaceId, Guid keyId, CancellationToken cancellationToken) => throw new NotSupportedException();
}
