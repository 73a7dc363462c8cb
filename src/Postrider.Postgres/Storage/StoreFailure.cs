using System.Net.Sockets;
using Npgsql;

namespace Postrider.Postgres.Storage;

/// <summary>Tells a database that is away from one that said no.</summary>
public static class StoreFailure
{
    public static bool IsDown(Exception exception) => exception switch
    {
        // 57P: shutting down or starting; 53: out of connections, memory or disk; 08: the line broke; 25006: a standby.
        PostgresException postgres => postgres.SqlState.StartsWith("57P", StringComparison.Ordinal)
            || postgres.SqlState.StartsWith("53", StringComparison.Ordinal)
            || postgres.SqlState.StartsWith("08", StringComparison.Ordinal)
            || postgres.SqlState == "25006",
        NpgsqlException or SocketException or TimeoutException or IOException => true,
        _ => exception.InnerException is { } inner && IsDown(inner),
    };
}
