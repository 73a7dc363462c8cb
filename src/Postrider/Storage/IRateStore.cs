using Postrider.Access;

namespace Postrider.Storage;

/// <summary>Where nodes that share a limit draw their portions of it.</summary>
public interface IRateStore
{
    /// <summary>Draws up to <paramref name="portion"/> of what the subject has left, beginning a new window when the last one is over.</summary>
    Task<RateDraw> DrawAsync(string subject, int portion, int limit, TimeSpan window, CancellationToken cancellationToken);
}
