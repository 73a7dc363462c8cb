using System.Data.Common;

namespace Postrider.Postgres.Schema;

/// <summary>Instants as the store has them: UTC, in microseconds, with its two infinities.</summary>
internal static class Instant
{
    // The infinities are UTC, too: of an array, the first instant tells what kind they all are.
    private static readonly DateTime _latest = DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc);
    private static readonly DateTime _earliest = DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc);

    public static DateTime ToStore(DateTimeOffset at) => at == DateTimeOffset.MaxValue ? _latest : at == DateTimeOffset.MinValue ? _earliest : at.UtcDateTime;

    public static DateTime? ToStore(DateTimeOffset? at) => at is { } known ? ToStore(known) : null;

    public static DateTimeOffset At(this DbDataReader reader, int column)
    {
        var value = reader.GetDateTime(column);
        return value == DateTime.MaxValue ? DateTimeOffset.MaxValue
            : value == DateTime.MinValue ? DateTimeOffset.MinValue
            : new DateTimeOffset(DateTime.SpecifyKind(value, DateTimeKind.Utc));
    }

    public static DateTimeOffset? AtOrNull(this DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.At(column);

    public static TimeSpan Gap(this DbDataReader reader, int column) => TimeSpan.FromMicroseconds(reader.GetInt64(column));

    public static long Microseconds(TimeSpan gap) => gap.Ticks / TimeSpan.TicksPerMicrosecond;

    public static string? TextOrNull(this DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
