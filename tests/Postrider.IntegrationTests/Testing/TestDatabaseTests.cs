using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Testing;

public sealed class TestDatabaseTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Time_of_a_test_database_can_be_turned()
    {
        var before = await NowAsync(database);
        await database.TurnAsync(TimeSpan.FromHours(3));
        var after = await NowAsync(database);
        Assert.InRange((after - before).TotalMinutes, 179, 185);
    }

    [Fact]
    public async Task Databases_do_not_see_one_another()
    {
        await using var other = await TestDatabase.CreateAsync();
        await other.TurnAsync(TimeSpan.FromDays(30));
        Assert.InRange((await NowAsync(other) - await NowAsync(database)).TotalDays, 29, 31);
    }

    private static async Task<DateTime> NowAsync(TestDatabase database)
    {
        await using var command = database.Database.Read.CreateCommand("select postrider_now()");
        return (DateTime)(await command.ExecuteScalarAsync())!;
    }
}
