using Npgsql;
using NpgsqlTypes;

namespace Postrider.Postgres.Schema;

/// <summary>Statements that go to the server in one round trip.</summary>
internal sealed class Batch(NpgsqlConnection connection) : IAsyncDisposable
{
    private readonly NpgsqlBatch _batch = new(connection);

    public Statement Add(string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        _batch.BatchCommands.Add(command);
        return new Statement(command);
    }

    public Task<NpgsqlDataReader> ReadAsync(CancellationToken cancellationToken) => _batch.ExecuteReaderAsync(cancellationToken);

    public Task<int> RunAsync(CancellationToken cancellationToken) => _batch.ExecuteNonQueryAsync(cancellationToken);

    public ValueTask DisposeAsync() => _batch.DisposeAsync();

    /// <summary>Positional parameters, in the order of their numbers.</summary>
    internal readonly struct Statement(NpgsqlBatchCommand command)
    {
        public Statement With<T>(T value)
        {
            var parameter = new NpgsqlParameter<T> { TypedValue = value };
            if (typeof(T) == typeof(DateTime?[]))
            {
                // Left to itself, an array that begins with a null is taken for one of times without a zone, and refused.
                parameter.NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz;
            }

            command.Parameters.Add(parameter);
            return this;
        }

        /// <summary>A column of an <c>unnest</c> that is mostly empty: without any value it costs nothing.</summary>
        public Statement WithSparse<T>(T[] values) => With(Array.TrueForAll(values, value => value is null) ? null! : values);

        public Statement WithNull<T>(T? value)
            where T : class
        {
            command.Parameters.Add(value is null ? new NpgsqlParameter { Value = DBNull.Value } : new NpgsqlParameter<T> { TypedValue = value });
            return this;
        }
    }
}
