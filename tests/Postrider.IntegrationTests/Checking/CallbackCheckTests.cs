using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Postrider.Server.Checking;
using Postrider.Testing.Evolution;
using Postrider.Testing.Postgres;
using Postrider.Testing.WhatsAppWeb;
using Xunit;

namespace Postrider.IntegrationTests.Checking;

/// <summary>The walk where the far side is told the callback address by its API, and not by the person.</summary>
public sealed class CallbackCheckTests
{
    private const string Question = "Is it entered at the far side";

    [Fact]
    public async Task The_far_side_is_told_instead_of_asking_the_person()
    {
        await using var far = await EvolutionServer.StartAsync();
        var (result, said) = await RunAsync(far);
        Assert.True(result == 0, said);
        Assert.Contains("Told to the far side: webhook (made)", said, StringComparison.Ordinal);
        Assert.DoesNotContain(Question, said, StringComparison.Ordinal);
        Assert.StartsWith("https://far.example/callbacks/", (string?)far.Webhook!["url"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_somebody_else_is_told_the_person_is_asked_and_nothing_is_changed()
    {
        await using var far = await EvolutionServer.StartAsync();
        far.Webhook = new JsonObject { ["url"] = "https://another.example/hook", ["enabled"] = true };
        var (result, said) = await RunAsync(far);
        Assert.True(result == 0, said);
        Assert.Contains("The far side was not told it: There is room for one address, and another.example has it.", said, StringComparison.Ordinal);
        Assert.Contains(Question, said, StringComparison.Ordinal);
        Assert.Equal("https://another.example/hook", (string?)far.Webhook["url"]);
    }

    private static async Task<(int Result, string Said)> RunAsync(WebServer far)
    {
        await using var database = await TestDatabase.CreateAsync();
        var environment = new ConfigurationBuilder().AddInMemoryCollection([new("POSTRIDER_CHECK_API_KEY", EvolutionServer.Key), new("POSTRIDER_ALLOW_PRIVATE_NETWORKS", "true")]).Build();
        var output = new StringWriter();
        var result = await LiveCheckCommand.RunAsync(
            ["evolution", "--set", $"base_url={far.Address}", "--set", $"instance={EvolutionServer.Instance}", "--public-url", "https://far.example", "--urls", "http://127.0.0.1:0", "--set-up-callback", "--database", database.ConnectionString],
            environment, new StringReader("\n"), output, TimeProvider.System, TestContext.Current.CancellationToken);
        return (result, output.ToString());
    }
}
