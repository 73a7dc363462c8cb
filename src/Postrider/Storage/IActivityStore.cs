using Postrider.Contacts;

namespace Postrider.Storage;

/// <summary>What was done for contacts. Acceptance writes it together with the job.</summary>
public interface IActivityStore
{
    Task<Activity?> FindByJobAsync(WorkspaceId workspace, Guid jobId, CancellationToken cancellationToken);

    /// <summary>The latest first.</summary>
    Task<IReadOnlyList<Activity>> ListAsync(WorkspaceId workspace, long contactId, int skip, int limit, CancellationToken cancellationToken);

    /// <summary>Those on LinkedIn, of all contacts, the latest first.</summary>
    Task<IReadOnlyList<Activity>> ListLinkedInAsync(WorkspaceId workspace, int skip, int limit, CancellationToken cancellationToken);
}
