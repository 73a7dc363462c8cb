using Postrider.Dispatching;

namespace Postrider.Storage;

/// <summary>The port of leases and of the duties that one node at a time does.</summary>
public interface INodeStore
{
    /// <summary>Enters the node with a lease of <paramref name="lease"/>, or renews it; false: it had ended, and the node must enter under a new id.</summary>
    Task<LeaseRenewal> RenewAsync(Guid nodeId, string name, string roles, TimeSpan lease, bool first, CancellationToken cancellationToken);

    Task LeaveAsync(Guid nodeId, CancellationToken cancellationToken);

    /// <summary>Takes away nodes that are gone and have no running job left.</summary>
    Task ForgetGoneNodesAsync(CancellationToken cancellationToken);

    /// <summary>Fails waiting jobs whose <c>expires_at</c> passed, also while they are held.</summary>
    Task<int> ExpireJobsAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Fails jobs whose account has been disconnected longer than <paramref name="longest"/>.</summary>
    Task<int> FailLongHeldAsync(TimeSpan longest, int limit, CancellationToken cancellationToken);

    /// <summary>Moves on to the next generation of kept answers when the present one is a week old.</summary>
    Task ChangeAnswerGenerationAsync(CancellationToken cancellationToken);

    /// <summary>Drops content that no unfinished job names, that is no recording of a call, and no text that was said in the last thirty days became.</summary>
    Task<int> DropUnusedContentAsync(CancellationToken cancellationToken);

    /// <summary>Drops rate windows that nobody counts any more.</summary>
    Task DropOldRatesAsync(CancellationToken cancellationToken);

    /// <summary>Tries to become the one node that does a duty; the session keeps it until it ends.</summary>
    Task<IHeldDuty?> TryTakeDutyAsync(Duty duty, CancellationToken cancellationToken);
}

/// <summary>A duty while it is this node's. Disposing gives it up.</summary>
public interface IHeldDuty : IAsyncDisposable
{
    /// <summary>Says that the holder is alive; a session that says nothing for 15 seconds loses the duty. Throws when it is lost.</summary>
    Task ConfirmAsync(CancellationToken cancellationToken);
}

/// <param name="Kept">Whether the lease is the node's.</param>
/// <param name="LiveApiNodes">How many nodes that serve the API have one.</param>
public readonly record struct LeaseRenewal(bool Kept, int LiveApiNodes);
