using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Channels;
using Postrider.Storage;

namespace Postrider.Tests.Accounts;

/// <summary>One account that a test changes, and what happens while it is read. Nothing else is asked of it.</summary>
internal sealed class ScriptedAccountStore : IAccountStore
{
    private long _version;

    public static WorkspaceId Workspace { get; } = new(1);

    public Account Present { get; private set; } = new() { Workspace = Workspace, AccountId = "a", Kind = "scripted", Channel = Channel.Email, Name = "first", Settings = [] };

    /// <summary>Happens once, when the account or the version has been read and before whoever asked has it.</summary>
    public Func<Task>? BeforeAnswer { get; set; }

    public int Reads { get; private set; }

    public void Rename(string name)
    {
        Present = Present with { Name = name };
        _version++;
    }

    public async Task<long> ReadVersionAsync(CancellationToken cancellationToken) => await AnswerAsync(_version);

    public async Task<Account?> FindAsync(WorkspaceId workspace, string accountId, CancellationToken cancellationToken)
    {
        Reads++;
        return await AnswerAsync(Present);
    }

    public Task<IReadOnlyList<(WorkspaceId Workspace, string AccountId, AccountStatus Status)>> ListWatchedAsync(IReadOnlyList<string> kinds, IReadOnlyList<string> kindsWhileBroken, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Account?> FindByNumberAsync(WorkspaceId workspace, long number, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Account?> FindDefaultAsync(WorkspaceId workspace, string channel, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<AccountLoad> ReadLoadAsync(WorkspaceId workspace, string accountId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<Account>> ListAsync(WorkspaceId workspace, string? channel, bool? canSend, string? after, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<Account>> ListAsync(WorkspaceId workspace, AccountFilter filter, int skip, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyDictionary<string, int>> ReadUseAsync(WorkspaceId workspace, string accountId, DateOnly day, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyDictionary<string, AccountUse>> ReadUsesAsync(WorkspaceId workspace, IReadOnlyList<(string AccountId, DateOnly Day)> accounts, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> IsInUseAsync(WorkspaceId workspace, string accountId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> SetDefaultAsync(WorkspaceId workspace, string channel, string accountId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<(WorkspaceId Workspace, string AccountId)>> ListUsableAsync(IReadOnlyList<string> kinds, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task BreakAsync(WorkspaceId workspace, string accountId, AccountTrouble trouble, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> ReportAsync(WorkspaceId workspace, string accountId, ProbeResult found, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> AddAsync(Account account, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> ReplaceAsync(Account account, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task ReplaceSecretsAsync(Account account, byte[] sealedSecrets, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> DeleteAsync(WorkspaceId workspace, string accountId, CancellationToken cancellationToken) => throw new NotSupportedException();

    private async Task<T> AnswerAsync<T>(T seen)
    {
        var before = BeforeAnswer;
        BeforeAnswer = null;
        if (before is not null)
        {
            await before();
        }

        return seen;
    }
}
