using Postrider.Contacts;

namespace Postrider.Storage;

/// <summary>The fields that a workspace gave its contacts.</summary>
public interface ICustomFieldStore
{
    Task<IReadOnlyList<CustomField>> ListAsync(WorkspaceId workspace, CancellationToken cancellationToken);

    /// <summary>Null: the title is taken, or there are <see cref="CustomField.Most"/> already.</summary>
    Task<CustomField?> CreateAsync(WorkspaceId workspace, CustomField field, CancellationToken cancellationToken);

    Task<StoreChange> ChangeAsync(WorkspaceId workspace, CustomField field, CancellationToken cancellationToken);

    /// <summary>Contacts' values of the field are no longer shown.</summary>
    Task<bool> DeleteAsync(WorkspaceId workspace, long fieldId, CancellationToken cancellationToken);
}
