using Postrider.Contacts;

namespace Postrider.Storage;

/// <summary>The contacts of a workspace. One writer at a time changes them, so that an opt-out and a new address cannot miss each other.</summary>
public interface IContactStore
{
    Task<Contact?> FindAsync(WorkspaceId workspace, long contactId, CancellationToken cancellationToken);

    /// <summary>By address, the contact who has it; of several the oldest. Addresses are in the normal form.</summary>
    Task<IReadOnlyDictionary<string, Contact>> FindByAddressesAsync(WorkspaceId workspace, IReadOnlyCollection<string> addresses, CancellationToken cancellationToken);

    Task<ContactPage> FilterAsync(WorkspaceId workspace, ContactFilter filter, CancellationToken cancellationToken);

    /// <summary>A known mail address overwrites that contact and blanks what was not sent.</summary>
    Task<Contact> CreateAsync(WorkspaceId workspace, ContactChange change, CancellationToken cancellationToken);

    Task<ContactWritten> ChangeAsync(WorkspaceId workspace, long contactId, ContactChange change, CancellationToken cancellationToken);

    /// <summary>A part of an import, written as one; the answers are in the order of the changes.</summary>
    Task<IReadOnlyList<ImportedContact>> ImportAsync(WorkspaceId workspace, IReadOnlyList<ContactChange> changes, ImportOptions options, CancellationToken cancellationToken);

    /// <summary>Erases contacts but for what their conversations still show; suppressions stay. Returns those that were there.</summary>
    Task<IReadOnlySet<long>> DeleteAsync(WorkspaceId workspace, IReadOnlyCollection<long> contactIds, CancellationToken cancellationToken);
}

/// <summary>What a change came to.</summary>
public abstract record ContactWritten
{
    private ContactWritten()
    {
    }

    public sealed record Done(Contact Contact) : ContactWritten;

    public sealed record NotFound : ContactWritten;

    /// <summary>Another contact has that mail address.</summary>
    public sealed record EmailTaken(long ContactId) : ContactWritten;
}
