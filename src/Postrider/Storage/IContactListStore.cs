using Postrider.Contacts;

namespace Postrider.Storage;

/// <summary>Lists of contacts, and the fields that a workspace gave its contacts.</summary>
public interface IContactListStore
{
    Task<IReadOnlyList<ContactList>> ListAsync(WorkspaceId workspace, int skip, int limit, CancellationToken cancellationToken);

    Task<ContactList?> FindAsync(WorkspaceId workspace, long listId, CancellationToken cancellationToken);

    /// <summary>Null: the name is taken.</summary>
    Task<ContactList?> CreateAsync(WorkspaceId workspace, string name, bool shared, CancellationToken cancellationToken);

    /// <summary>What is null stays.</summary>
    Task<StoreChange> ChangeAsync(WorkspaceId workspace, long listId, string? name, bool? shared, CancellationToken cancellationToken);

    /// <summary>The list goes; its contacts stay.</summary>
    Task<bool> DeleteAsync(WorkspaceId workspace, long listId, CancellationToken cancellationToken);

    /// <param name="move">Whether they leave every other list.</param>
    /// <returns>Those contacts that are there; null: there is no such list.</returns>
    Task<IReadOnlySet<long>?> AddAsync(WorkspaceId workspace, long listId, IReadOnlyCollection<long> contactIds, bool move, CancellationToken cancellationToken);
}

/// <summary>What changing or making something with a name of its own came to.</summary>
public enum StoreChange
{
    Done,
    NotFound,
    Taken,
}
