using System.Globalization;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.Actions;

public sealed class ActionsLimitTests(ActionsLimitTests.Limited server) : IClassFixture<ActionsLimitTests.Limited>
{
    [Fact]
    public async Task Minute_and_hour_are_limited_per_workspace_with_a_time_to_come_back()
    {
        using var second = await server.ConnectAsync("contacts:*");
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(200, (int)(await (i % 2 == 0 ? server.Client : second).GetJsonAsync("/v3/whoami")).Status);
        }

        var spent = await second.GetJsonAsync("/v3/whoami");
        Assert.Equal((429, "rateLimit.exceeded"), ((int)spent.Status, spent.Code));
        Assert.InRange(int.Parse(spent.Headers["Retry-After"], CultureInfo.InvariantCulture), 1, 60);

        using var stranger = await server.ConnectStrangerAsync("other");
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(200, (int)(await stranger.GetJsonAsync("/v3/whoami")).Status);
        }

        // The Dispatch API's own limits count apart.
        Assert.Equal(200, (int)(await server.Client.GetJsonAsync("/api/v1/outreach/jobs")).Status);
    }

    [Fact]
    public async Task The_hour_has_a_limit_of_its_own()
    {
        await using var hourly = new Hourly();
        await hourly.InitializeAsync();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(200, (int)(await hourly.Client.GetJsonAsync("/v3/whoami")).Status);
        }

        var spent = await hourly.Client.GetJsonAsync("/v3/whoami");
        Assert.Contains("of this hour", (string?)spent.Json["detail"], StringComparison.Ordinal);
        Assert.InRange(int.Parse(spent.Headers["Retry-After"], CultureInfo.InvariantCulture), 61, 3600);
    }

    public sealed class Limited : ActionsServer
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string> { ["POSTRIDER_RATE_LIMITS"] = "actions=4" };
    }

    private sealed class Hourly : ActionsServer
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string> { ["POSTRIDER_RATE_LIMITS"] = "actions=off,actions_hourly=3" };
    }
}
