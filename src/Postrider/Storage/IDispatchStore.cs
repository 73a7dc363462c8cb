using Postrider.Dispatching;

namespace Postrider.Storage;

/// <summary>The port of claiming and closing. An internal seam: it changes freely.</summary>
public interface IDispatchStore
{
    /// <summary>Takes up to <paramref name="permits"/> jobs of lanes that are due, or will be within the horizon.</summary>
    /// <param name="clockIsSteady">Told the database's time first; on a no, nothing is claimed and every lane waits one whole gap.</param>
    Task<Claim> ClaimAsync(Guid nodeId, int permits, TimeSpan horizon, Func<DateTimeOffset, bool> clockIsSteady, CancellationToken cancellationToken);

    /// <summary>Closes attempts in one transaction. True where the job was still the closer's and the closing is written.</summary>
    Task<IReadOnlyList<bool>> CloseAsync(IReadOnlyList<Closing> closings, CancellationToken cancellationToken);

    /// <summary>Settling jobs whose time to be looked at has come; each is out of others' hands for a minute. With the database's time.</summary>
    Task<(IReadOnlyList<ClaimedJob> Jobs, DateTimeOffset Now)> TakeLooksAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Jobs that the store has running on a node that does not have them in hand: the answer to their claim was lost.</summary>
    Task<IReadOnlyList<ClaimedJob>> FindForgottenAsync(Guid nodeId, IReadOnlyCollection<Guid> inHand, int limit, CancellationToken cancellationToken);

    /// <summary>Running jobs of nodes whose lease has ended, with the moment it ended.</summary>
    Task<IReadOnlyList<(ClaimedJob Job, Guid NodeId, DateTimeOffset LeaseEnd)>> FindOrphansAsync(int limit, CancellationToken cancellationToken);
}
