using System.Data.Common;

namespace Postrider.Postgres.Schema;

/// <summary>Instants as the store has them: UTC, in microseconds, with its two infinities.</summary>
internal static class Instant
{
    // Of the same kind as all others: the first of an array decides about its type.
    private static readonly DateTime _never = DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc);
    private static readonly DateTime _always = DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc);

    public static DateTime ToStore(DateTimeOffset at) =>
        at == DateTimeOffset.MaxValue ? _never : at == DateTimeOffset.MinValue ? _always : at.UtcDateTime;

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
