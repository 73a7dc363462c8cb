using Postrider.Jobs;

namespace Postrider.Storage;

/// <summary>Reading jobs, and the two things a caller may do to one that waits.</summary>
public interface IJobStore
{
    Task<JobView?> FindAsync(WorkspaceId workspace, Guid jobId, CancellationToken cancellationToken);

    Task<IReadOnlyList<JobView>> ListAsync(WorkspaceId workspace, JobFilter filter, CancellationToken cancellationToken);

    /// <summary>Null: no such job. False: it does not wait any more.</summary>
    Task<bool?> CancelAsync(WorkspaceId workspace, Guid jobId, CancellationToken cancellationToken);

    /// <summary>Null: no such job. False: it does not wait any more.</summary>
    Task<bool?> RescheduleAsync(WorkspaceId workspace, Guid jobId, DateTimeOffset sendAt, CancellationToken cancellationToken);

    Task<JobExplanation?> ExplainAsync(WorkspaceId workspace, Guid jobId, CancellationToken cancellationToken);

    Task<IReadOnlyList<AttemptView>?> ListAttemptsAsync(WorkspaceId workspace, Guid jobId, CancellationToken cancellationToken);

    /// <summary>Of these, those that have ended.</summary>
    Task<IReadOnlyList<JobRef>> FindFinishedAsync(IReadOnlyList<JobRef> jobs, CancellationToken cancellationToken);
}
