using Npgsql;
using Postrider.Access;

namespace Postrider.Postgres.Storage;

/// <summary>Reads the rows of <c>access.sql</c>.</summary>
internal static class AccessRows
{
    public static Workspace Workspace(NpgsqlDataReader row) => new(new WorkspaceId(row.GetInt64(0)), row.GetString(1), At(row, 2), row.GetBoolean(3), row.GetBoolean(4));

    public static ApiKey Key(NpgsqlDataReader row) => new(
        new WorkspaceId(row.GetInt64(0)),
        row.GetGuid(1),
        row.GetString(2),
        row.GetString(3),
        ScopeSet.FromNames(row.GetFieldValue<string[]>(4)),
        At(row, 5),
        row.IsDBNull(6) ? null : At(row, 6),
        row.IsDBNull(7) ? null : At(row, 7));

    private static DateTimeOffset At(NpgsqlDataReader row, int column) => new(row.GetFieldValue<DateTime>(column));
}
