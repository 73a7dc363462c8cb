using Postrider.Accounts;

namespace Postrider.Storage;

/// <summary>Accounts. Every change raises the version and appends an event, in the change's own transaction.</summary>
public interface IAccountStore
{
    /// <summary>Rises with every change to an account.</summary>
    Task<long> ReadVersionAsync(CancellationToken cancellationToken);

    Task<Account?> FindAsync(WorkspaceId workspace, string accountId, CancellationToken cancellationToken);

    /// <summary>The accounts of all workspaces that are probed by themselves: of some kinds all, of others those in status <c>error</c>. None that is paused, and none that an attempt found in status <c>error</c>: that is for a person to see to.</summary>
    Task<IReadOnlyList<(WorkspaceId Workspace, string AccountId, AccountStatus Status)>> ListWatchedAsync(IReadOnlyList<string> kinds, IReadOnlyList<string> kindsWhileBroken, CancellationToken cancellationToken);

    /// <summary>By the whole number that the Actions API names it by.</summary>
    Task<Account?> FindByNumberAsync(WorkspaceId workspace, long number, CancellationToken cancellationToken);

    /// <summary>
    /// The account of a channel that sends where none is named: the one that was set as default, else the oldest. The sandbox
    /// comes last, so that it serves only while there is nothing real.
    /// </summary>
    Task<Account?> FindDefaultAsync(WorkspaceId workspace, string channel, CancellationToken cancellationToken);

    /// <summary>What an account has in flight and has used; of one without any, nothing.</summary>
    Task<AccountLoad> ReadLoadAsync(WorkspaceId workspace, string accountId, CancellationToken cancellationToken);

    /// <summary>In the order of their ids, from behind <paramref name="after"/>.</summary>
    Task<IReadOnlyList<Account>> ListAsync(WorkspaceId workspace, string? channel, bool? canSend, string? after, int limit, CancellationToken cancellationToken);

    /// <summary>Those that a filter lets through, in the order of their numbers.</summary>
    Task<IReadOnlyList<Account>> ListAsync(WorkspaceId workspace, AccountFilter filter, int skip, int limit, CancellationToken cancellationToken);

    /// <summary>What an account did on a day of its own zone, by the action that its jobs came to. <see cref="ActionLimits"/> says how much is left.</summary>
    Task<IReadOnlyDictionary<string, int>> ReadUseAsync(WorkspaceId workspace, string accountId, DateOnly day, CancellationToken cancellationToken);

    /// <summary>The same of several accounts at once, each with its own day, and what it has in flight.</summary>
    Task<IReadOnlyDictionary<string, AccountUse>> ReadUsesAsync(WorkspaceId workspace, IReadOnlyList<(string AccountId, DateOnly Day)> accounts, CancellationToken cancellationToken);

    /// <summary>Whether it has jobs that wait or run.</summary>
    Task<bool> IsInUseAsync(WorkspaceId workspace, string accountId, CancellationToken cancellationToken);

    /// <summary>Makes it the default of its channel in place of any other, however many do so at once. False: there is none of that id on the channel.</summary>
    Task<bool> SetDefaultAsync(WorkspaceId workspace, string channel, string accountId, CancellationToken cancellationToken);

    /// <summary>The usable accounts of some kinds, of every workspace, for whoever listens to them.</summary>
    Task<IReadOnlyList<(WorkspaceId Workspace, string AccountId)>> ListUsableAsync(IReadOnlyList<string> kinds, CancellationToken cancellationToken);

    /// <summary>Writes down that the account cannot be used, and why; its jobs are held.</summary>
    Task BreakAsync(WorkspaceId workspace, string accountId, Attempts.AccountTrouble trouble, CancellationToken cancellationToken);

    /// <summary>Writes down what was found of an account, as a probe finds it: what was cured starts, what broke is held. False: there is none of that id, or all of it was known.</summary>
    Task<bool> ReportAsync(WorkspaceId workspace, string accountId, Channels.ProbeResult found, CancellationToken cancellationToken);

    /// <summary>False: the workspace has one of that id, deleted or not.</summary>
    Task<bool> AddAsync(Account account, CancellationToken cancellationToken);

    /// <summary>
    /// Writes the account as it is now and lets its lanes look again: what was cured starts, what was broken is held.
    /// False: there is none of that id, or it was changed since it was read, which <see cref="Account.UpdatedAt"/> tells.
    /// </summary>
    Task<bool> ReplaceAsync(Account account, CancellationToken cancellationToken);

    /// <summary>Writes secrets that the far side renewed, unless somebody changed the account's meanwhile. Nothing else of the account changes, and no event tells it.</summary>
    Task ReplaceSecretsAsync(Account account, byte[] sealedSecrets, CancellationToken cancellationToken);

    /// <summary>Deletes the account; its waiting jobs fail when their turn comes.</summary>
    Task<bool> DeleteAsync(WorkspaceId workspace, string accountId, CancellationToken cancellationToken);
}
