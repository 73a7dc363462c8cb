using Postrider.Accounts;

namespace Postrider.Storage;

/// <summary>The words that callers put on accounts.</summary>
public interface IAccountTagStore
{
    Task<IReadOnlyList<AccountTag>> ListAsync(WorkspaceId workspace, CancellationToken cancellationToken);

    /// <summary>The words on some accounts; an account without any is not in it.</summary>
    Task<ILookup<string, string>> ReadAsync(WorkspaceId workspace, IReadOnlyList<string> accountIds, CancellationToken cancellationToken);

    /// <summary>False: there is no such tag. Null: another tag has that name.</summary>
    Task<bool?> ChangeAsync(WorkspaceId workspace, AccountTag tag, CancellationToken cancellationToken);

    /// <summary>Puts words on an account, making those that are new; with <paramref name="alone"/> they are all it has.</summary>
    Task PutAsync(WorkspaceId workspace, string accountId, IReadOnlyList<string> names, bool alone, CancellationToken cancellationToken);

    Task TakeAsync(WorkspaceId workspace, string accountId, IReadOnlyList<string> names, CancellationToken cancellationToken);
}
