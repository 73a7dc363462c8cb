using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Unipile;

/// <summary>One house for all tests of a class, for those that need no more of it than an account of their own.</summary>
public sealed class SharedUnipileHouse : IAsyncLifetime
{
    private readonly TestDatabase _database = new();
    private UnipileHouse? _house;

    public async ValueTask InitializeAsync() => await _database.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        if (_house is not null)
        {
            await _house.DisposeAsync();
        }

        await _database.DisposeAsync();
    }

    // Not before a test asks: only inside a test does a skip count as one.
    internal async Task<UnipileHouse> LodgeAsync() => await (_house ??= await UnipileHouse.StartAsync(_database)).LodgeAsync();
}
