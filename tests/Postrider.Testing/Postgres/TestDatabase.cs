using Npgsql;
using Postrider.Postgres.Schema;
using Xunit;

namespace Postrider.Testing.Postgres;

/// <summary>
/// A migrated database of a test class's own (<c>IClassFixture&lt;TestDatabase&gt;</c>, or <see cref="CreateAsync"/> for
/// one test). Its time can be turned. Where PostgreSQL is missing, the first use skips the test with the reason.
/// </summary>
public sealed class TestDatabase : IAsyncLifetime
{
    private PostgresServer? _server;
    private Database? _database;

    /// <summary>False where PostgreSQL is missing; whatever is asked of it then skips the test.</summary>
    public bool IsThere => _database is not null;

    public Database Database
    {
        get
        {
            // Here and not while the fixture is made: only inside a test does a skip count as one.
            Assert.SkipWhen(_database is null, PostgresServer.Missing);
            return _database!;
        }
    }

    /// <summary>For nodes that open connections of their own. It has none of the settings that <see cref="Database"/> adds.</summary>
    public string ConnectionString
    {
        get
        {
            Assert.SkipWhen(_database is null, PostgresServer.Missing);
            return field;
        }

        private set;
    } = "";

    public static async Task<TestDatabase> CreateAsync()
    {
        var made = new TestDatabase();
        await made.InitializeAsync();
        return made;
    }

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.SharedAsync();
        if (_server is not null)
        {
            var address = await _server.CreateDatabaseAsync();
            ConnectionString = address;
            _database = new Database(address);
        }
    }

    /// <summary>Turns the database's time, forth or back; what is already turned stays so.</summary>
    public async Task TurnAsync(TimeSpan by)
    {
        await using var command = Database.Read.CreateCommand("update test_clock set shift = shift + $1");
        command.Parameters.AddWithValue(by);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
            await _server!.DropDatabaseAsync(new NpgsqlConnectionStringBuilder(_database.Address).Database!);
        }
    }
}
