using System.Net;
using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.Dispatch;

/// <summary>The published requests, as they are published, with the gap that they are published with.</summary>
public sealed class SeedTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly Dictionary<string, string> _asShipped = new() { ["POSTRIDER_MINIMUM_INTERVAL_SECONDS"] = "60", ["POSTRIDER_RATE_LIMITS"] = "" };

    [Theory]
    [InlineData("sandbox_email", "email", "{\"address\":\"alex@example.com\",\"name\":\"Alex\"}", "message")]
    [InlineData("sandbox_linkedin", "linkedin", "{\"profile_url\":\"https://www.linkedin.com/in/test-user/\"}", "invitation")]
    [InlineData("sandbox_whatsapp", "whatsapp", "{\"phone\":\"+14155552671\"}", "message")]
    public async Task Dispatch_of_each_channel_succeeds_and_the_second_waits_its_interval(string accountId, string channel, string recipient, string resolvedAction)
    {
        await using var server = await ServerProcess.StartAsync(database.ConnectionString, _asShipped);
        var body = $$"""
            {"account_id":"{{accountId}}","channel":"{{channel}}","action":"outreach","recipient":{{recipient}},
            "content":{"subject":"Quick introduction","text":"Hi Alex, this is a quick API test."},"min_channel_task_interval_seconds":5}
            """;

        var first = await server.Client.PostJsonAsync("/api/v1/outreach/dispatches", body);
        var second = await server.Client.PostJsonAsync("/api/v1/outreach/dispatches", body);

        Assert.Equal(HttpStatusCode.Accepted, first.Status);
        Assert.Equal("queued", (string?)first.Item["status"]);
        Assert.Equal("scheduled", (string?)second.Item["status"]);
        Assert.Equal(TimeSpan.FromSeconds(60), (DateTimeOffset)second.Item["scheduled_at"]! - (DateTimeOffset)first.Item["scheduled_at"]!);
        var job = await server.Client.WhenEndedAsync((string)first.Item["id"]!);
        Assert.Equal("succeeded", (string?)job["status"]);
        Assert.Equal(resolvedAction, (string?)job["result"]!["resolved_action"]);
        Assert.Equal("accepted", (string?)job["result"]!["status"]);
    }

    [Fact]
    public async Task Accounts_are_listed_as_published()
    {
        await using var server = await ServerProcess.StartAsync(database.ConnectionString, _asShipped);

        var answer = await server.Client.GetJsonAsync("/api/v1/connect/accounts?channel=linkedin&can_send=true");

        var account = Assert.Single(answer.Items)!;
        string[] fields = ["account_id", "channel", "name", "account_identifier", "status", "lifecycle_status", "can_send", "can_receive"];
        Assert.Equal(fields, account.AsObject().Select(member => member.Key));
        Assert.Equal("ok", (string?)account["status"]);
    }
}
