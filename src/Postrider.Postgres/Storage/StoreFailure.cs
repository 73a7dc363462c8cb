using System.Net.Sockets;
using Npgsql;

namespace Postrider.Postgres.Storage;

/// <summary>Tells a store that is down or overloaded, where trying again later helps, from a fault of ours.</summary>
public static class StoreFailure
{
    public static bool IsUnavailable(Exception exception) => exception switch
    {
        // 08: connection; 53: resources; 55: in no state for it, such as a database that takes no sessions; 57: shutting down, starting up, cancelled by a timeout; 25006: a standby.
        PostgresException refused => refused.SqlState[..2] is "08" or "53" or "55" or "57" || refused.SqlState == PostgresErrorCodes.ReadOnlySqlTransaction,
        NpgsqlException { InnerException: TimeoutException or IOException or SocketException or null } => true,
        NpgsqlException { IsTransient: true } => true,
        SocketException or TimeoutException or IOException => true,
        AggregateException { InnerException: { } inner } => IsUnavailable(inner),
        _ => false,
    };
}
