using Postrider.Dispatching;
using Postrider.Storage;

namespace Postrider.Tests.Dispatching;

/// <summary>Keeps leases as a test says. Only entering, renewing and leaving are asked of it.</summary>
internal sealed class ScriptedNodeStore : INodeStore
{
    public List<(Guid NodeId, bool First)> Questions { get; } = [];

    /// <summary>What the next question meets; null: the lease is kept.</summary>
    public Func<Task<LeaseRenewal>>? Next { get; set; }

    public async Task<LeaseRenewal> RenewAsync(Guid nodeId, string name, string roles, TimeSpan lease, bool first, CancellationToken cancellationToken)
    {
        Questions.Add((nodeId, first));
        var next = Next;
        Next = null;
        return next is null ? new LeaseRenewal(true, 3) : await next();
    }

    public Task LeaveAsync(Guid nodeId, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task ForgetGoneNodesAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<int> ExpireJobsAsync(int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<int> FailLongHeldAsync(TimeSpan longest, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task ChangeAnswerGenerationAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<int> DropUnusedContentAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    public Task DropOldRatesAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IHeldDuty?> TryTakeDutyAsync(Duty duty, CancellationToken cancellationToken) => throw new NotSupportedException();
}
