using Microsoft.Extensions.Logging;
using Postrider.Storage;

namespace Postrider.Dispatching;

/// <summary>
/// This node's right to hand jobs over. It trusts a renewal for seven seconds by its own monotonic clock, while the store
/// keeps the lease for ten: whoever takes over finds this node already silent.
/// </summary>
public sealed partial class NodeLease(INodeStore store, EngineOptions options, TimeProvider time, ILogger<NodeLease> logger)
{
    private long _confirmed = long.MinValue;

    /// <summary>A node that lost its lease goes on under a new id; what it ran under the old one is no longer its own.</summary>
    public Guid NodeId { get; private set; } = Guid.NewGuid();

    public int LiveApiNodes { get; private set; } = 1;

    public bool IsHeld
    {
        get
        {
            var confirmed = Volatile.Read(ref _confirmed);
            return confirmed != long.MinValue && time.GetElapsedTime(confirmed) < options.LeaseTrust;
        }
    }

    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        // No trust is left while the new id is on its way: whatever runs under an id that the store does not know, nobody can take over.
        Volatile.Write(ref _confirmed, long.MinValue);
        await RenewAsync(Guid.NewGuid(), first: true, cancellationToken);
    }

    /// <summary>Renews until it is told to stop; what the store does not confirm in time simply runs out.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.LeaseRenewal, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                if (!await RenewAsync(NodeId, first: false, cancellationToken))
                {
                    LogLost(NodeId);
                    await EnterAsync(cancellationToken);
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                LogNotRenewed(NodeId, exception.Message);
            }
        }
    }

    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        Volatile.Write(ref _confirmed, long.MinValue);
        await store.LeaveAsync(NodeId, cancellationToken);
    }

    private async Task<bool> RenewAsync(Guid nodeId, bool first, CancellationToken cancellationToken)
    {
        // The trust counts from before the question: an answer that took long must not lengthen it.
        var asked = time.GetTimestamp();
        var renewal = await store.RenewAsync(nodeId, options.NodeName, options.Roles, options.Lease, first, cancellationToken);
        if (renewal.Kept)
        {
            NodeId = nodeId;
            Volatile.Write(ref _confirmed, asked);
            LiveApiNodes = renewal.LiveApiNodes;
        }

        return renewal.Kept;
    }

    [LoggerMessage(1, LogLevel.Warning, "The lease of node {NodeId} had ended; going on under a new id")]
    private partial void LogLost(Guid nodeId);

    [LoggerMessage(2, LogLevel.Warning, "The lease of node {NodeId} could not be renewed: {Detail}")]
    private partial void LogNotRenewed(Guid nodeId, string detail);
}
