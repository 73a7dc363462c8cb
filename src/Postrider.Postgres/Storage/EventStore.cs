using Postrider.Events;
using Postrider.Postgres.Schema;
using Postrider.Storage;

namespace Postrider.Postgres.Storage;

/// <summary>Reads the log by position. Writers hold the log's lock until they commit, so a reader never misses a lower position.</summary>
public sealed class EventStore(Database database) : IEventStore
{
    private static readonly Statements _sql = Statements.Load("event.sql");

    public async Task<IReadOnlyList<Event>> ReadAsync(WorkspaceId workspace, long after, string? kind, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.Read.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        batch.Add(_sql["read"]).With(workspace.Value).With(after).WithNull(kind).With(limit);
        await using var reader = await batch.ReadAsync(cancellationToken);
        var events = new List<Event>();
        while (await reader.ReadAsync(cancellationToken))
        {
            events.Add(new Event(
                reader.GetInt64(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetGuid(2), reader.TextOrNull(3), reader.At(4), reader.TextOrNull(5)));
        }

        return events;
    }
}
