using Postrider.Access;
using Postrider.Postgres.Schema;
using Postrider.Storage;

namespace Postrider.Postgres.Storage;

/// <summary>The shared windows in PostgreSQL. The table is unlogged: after a crash of the database every window begins anew.</summary>
public sealed class RateStore(Database database) : IRateStore
{
    private static readonly Statements _sql = Statements.Load("rates.sql");

    public async Task<RateDraw> DrawAsync(string subject, int portion, int limit, TimeSpan window, CancellationToken cancellationToken)
    {
        await using var command = database.Engine.CreateCommand(_sql["draw"]).With(subject, portion, limit, window);
        var (drawn, remaining) = await command.FirstAsync(row => (row.GetInt32(0), row.GetFieldValue<TimeSpan>(1)), cancellationToken);
        var granted = Math.Clamp(limit - (drawn - portion), 0, portion);
        return new RateDraw(granted, Math.Min(drawn, limit), remaining);
    }
}
