using Npgsql;
using Postrider.Postgres.Schema;
using Postrider.Storage;

namespace Postrider.Postgres.Storage;

/// <summary>Changes of one row that has a name of its own.</summary>
internal static class StoreChanges
{
    public static async Task<StoreChange> OfAsync(Batch batch, CancellationToken cancellationToken)
    {
        try
        {
            return await batch.RunAsync(cancellationToken) > 0 ? StoreChange.Done : StoreChange.NotFound;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return StoreChange.Taken;
        }
    }
}
