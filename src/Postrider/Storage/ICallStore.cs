using Postrider.Calls;
using Postrider.Jobs;

namespace Postrider.Storage;

/// <summary>What is written down of calls. An internal seam: it changes freely.</summary>
public interface ICallStore
{
    Task<CallView?> FindAsync(WorkspaceId workspace, Guid jobId, CancellationToken cancellationToken);

    Task<IReadOnlyList<CallView>> ListAsync(WorkspaceId workspace, CallFilter filter, CancellationToken cancellationToken);

    /// <summary>Ends a call: one that waits at once, one that goes on through the node that has it. Null: no such call.</summary>
    Task<HangUp?> HangUpAsync(WorkspaceId workspace, Guid jobId, CancellationToken cancellationToken);

    /// <summary>
    /// Writes what an attempt knows by now, and tells the log each state that it had not come to before. False: the job is no longer this claim's, or the call has ended, and nothing was written.
    /// </summary>
    Task<bool> WriteAsync(CallRecord record, int claim, CancellationToken cancellationToken);

    /// <summary>Of these calls, those whose end somebody asked for.</summary>
    Task<IReadOnlyList<JobRef>> FindHangUpsAsync(IReadOnlyCollection<JobRef> calls, CancellationToken cancellationToken);
}
