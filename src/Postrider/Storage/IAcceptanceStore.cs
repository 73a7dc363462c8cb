using Postrider.Acceptance;

namespace Postrider.Storage;

/// <summary>The port through which requests become jobs. An internal seam: it changes freely.</summary>
public interface IAcceptanceStore
{
    /// <summary>
    /// Accepts all of them in one transaction, results in the same order. Throws when the transaction cannot be made,
    /// having stored nothing.
    /// </summary>
    Task<IReadOnlyList<RequestResult>> AcceptAsync(IReadOnlyList<Request> requests, CancellationToken cancellationToken);

    /// <summary>The answer kept for a key, or null.</summary>
    Task<RequestResult?> FindAnswerAsync(WorkspaceId workspace, RequestKey key, CancellationToken cancellationToken);

    /// <summary>Whether the failure is the store's being away rather than this batch's being bad.</summary>
    bool IsStoreDown(Exception exception);
}
