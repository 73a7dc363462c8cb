using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Unipile;

/// <summary>One house for all tests of a class, for those that need no more of it than an account of their own.</summary>
public sealed class SharedUnipileHouse : IAsyncLifetime
{
    private readonly TestDatabase _database = new();
    private UnipileHouse? _house;
    private UnipileHouse? _houseV2;

    public async ValueTask InitializeAsync() => await _database.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        if (_house is not null)
        {
            await _house.DisposeAsync();
        }

        if (_houseV2 is not null)
        {
            await _houseV2.DisposeAsync();
        }

        await _database.DisposeAsync();
    }

    // Not before a test asks: only inside a test does a skip count as one.
    internal async Task<UnipileHouse> LodgeAsync() => await (_house ??= await UnipileHouse.StartAsync(_database)).LodgeAsync();

    internal async Task<UnipileHouse> LodgeV2Async() => await (_houseV2 ??= await UnipileHouse.StartAsync(_database, isV2: true)).LodgeAsync();
}
