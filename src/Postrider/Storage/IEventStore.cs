using Postrider.Events;

namespace Postrider.Storage;

/// <summary>Reads a workspace's log.</summary>
public interface IEventStore
{
    Task<IReadOnlyList<Event>> ReadAsync(WorkspaceId workspace, long after, string? kind, int limit, CancellationToken cancellationToken);
}
