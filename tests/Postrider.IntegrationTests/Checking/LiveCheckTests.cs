using Microsoft.Extensions.Configuration;
using Postrider.Access;
using Postrider.Server.Checking;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Checking;

/// <summary>The walk as a person makes it, with the sandbox for a far side. Each has a database of its own: one that a server used is sealed, and refused.</summary>
public sealed class LiveCheckTests : IAsyncLifetime
{
    private const string Replies = "+15550100007";
    private const string Refuses = "+15550100001";

    private TestDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task An_account_is_connected_a_message_sent_and_the_answer_taken_in()
    {
        var (result, said) = await RunAsync("y\n", "sandbox", "--set", "channel=whatsapp", "--to", Replies);
        Assert.True(result == 0, said);
        await Assert.ThrowsAsync<UnknownMasterKeyException>(() => RunAsync("", "sandbox"));
        Assert.Contains("message.received Thanks, got it.", said, StringComparison.Ordinal);
        Assert.True(await IsForgottenAsync());
    }

    [Fact]
    public async Task Without_a_yes_nothing_is_sent()
    {
        var (result, said) = await RunAsync("", "sandbox", "--set", "channel=whatsapp", "--to", Replies);
        Assert.Equal(1, result);
        Assert.EndsWith($"Nothing was sent.{Environment.NewLine}", said, StringComparison.Ordinal);
        await using var command = _database.Database.Read.CreateCommand("select count(*) from job");
        Assert.Equal(0L, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        Assert.DoesNotContain("4. Receive", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_far_side_refuses_is_said_in_its_words()
    {
        var (result, said) = await RunAsync("", "sandbox", "--set", "channel=whatsapp", "--to", Refuses, "--yes");
        Assert.Equal(1, result);
        Assert.Contains("550 5.1.1", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_cannot_be_used_ends_the_walk()
    {
        var (result, said) = await RunAsync("", "sandbox", "--set", "channel=whatsapp", "--set", "condition=credentials", "--to", Replies, "--yes");
        Assert.Equal(1, result);
        Assert.Contains("It cannot be used:", said, StringComparison.Ordinal);
        Assert.DoesNotContain("3. Send", said, StringComparison.Ordinal);
        Assert.True(await IsForgottenAsync());
    }

    [Fact]
    public async Task What_is_missing_is_named_and_what_is_secret_is_not_shown()
    {
        var (result, said) = await RunAsync("", "smtp", "--set", "from_address=me@example.com", "--set", "password=hush");
        Assert.Equal(2, result);
        Assert.Contains("password = …", said, StringComparison.Ordinal);
        Assert.Contains("host is missing: --set host=… or POSTRIDER_CHECK_HOST.", said, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", said, StringComparison.Ordinal);
    }

    private async Task<(int Result, string Said)> RunAsync(string words, params string[] args)
    {
        var output = new StringWriter();
        var result = await LiveCheckCommand.RunAsync(
            [.. args, "--database", _database.ConnectionString], new ConfigurationBuilder().Build(), new StringReader(words), output, TimeProvider.System, TestContext.Current.CancellationToken);
        return (result, output.ToString());
    }

    private async Task<bool> IsForgottenAsync()
    {
        await using var command = _database.Database.Read.CreateCommand("select bool_and(deleted_at is not null and secrets is null) from account where name = 'Live check'");
        return (bool)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
