using Postrider.Dispatching;
using Postrider.Storage;

namespace Postrider.IntegrationTests.Dispatching;

/// <summary>A store whose claims, once it is told to hold them and they bring jobs, are told to their node only when the test lets them.</summary>
internal sealed class SlowClaims(IDispatchStore store) : IDispatchStore
{
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private volatile bool _holds;

    public void Hold() => _holds = true;

    public void LetGo() => _go.SetResult();

    public async Task<Claim> ClaimAsync(Guid nodeId, int permits, TimeSpan horizon, Func<DateTimeOffset, bool> clockIsSteady, CancellationToken cancellationToken)
    {
        var claim = await store.ClaimAsync(nodeId, permits, horizon, clockIsSteady, cancellationToken);
        if (_holds && claim.Jobs.Count > 0)
        {
            await _go.Task;
        }

        return claim;
    }

    public Task<(IReadOnlyList<ClaimedJob> Jobs, DateTimeOffset Now)> TakeLooksAsync(int limit, CancellationToken cancellationToken) => store.TakeLooksAsync(limit, cancellationToken);

    public Task<IReadOnlyList<(ClaimedJob Job, Guid NodeId, DateTimeOffset LeaseEnd)>> FindOrphansAsync(int limit, CancellationToken cancellationToken) => store.FindOrphansAsync(limit, cancellationToken);

    public Task<IReadOnlyList<ClaimedJob>> FindForgottenAsync(Guid nodeId, IReadOnlyCollection<Guid> inHand, int limit, CancellationToken cancellationToken) => store.FindForgottenAsync(nodeId, inHand, limit, cancellationToken);

    public Task<IReadOnlyList<bool>> CloseAsync(IReadOnlyList<Closing> closings, CancellationToken cancellationToken) => store.CloseAsync(closings, cancellationToken);
}
