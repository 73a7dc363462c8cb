using Postrider.Suppression;

namespace Postrider.Storage;

/// <summary>The one list of addresses that must not be reached.</summary>
public interface ISuppressionStore
{
    /// <summary>The entry as it stands; adding twice keeps the first.</summary>
    Task<SuppressionEntry> AddAsync(WorkspaceId workspace, string address, string reason, string? note, CancellationToken cancellationToken);

    Task<bool> RemoveAsync(WorkspaceId workspace, string address, CancellationToken cancellationToken);

    Task<SuppressionEntry?> FindAsync(WorkspaceId workspace, string address, CancellationToken cancellationToken);

    /// <summary>The first of these addresses that must not be reached, by the list or by a rule, and why; null: all may.</summary>
    Task<(string Address, string Reason)?> FindAnyAsync(WorkspaceId workspace, IReadOnlyCollection<string> addresses, CancellationToken cancellationToken);

    /// <summary>In the order of their addresses, from behind <paramref name="after"/>.</summary>
    Task<IReadOnlyList<SuppressionEntry>> ListAsync(WorkspaceId workspace, string? after, int limit, CancellationToken cancellationToken);
}
