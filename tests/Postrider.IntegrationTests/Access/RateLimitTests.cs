using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Access;

public sealed class RateLimitTests
{
    private static readonly string[] _headers =
    [
        "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Window-Ms",
        "X-User-RateLimit-Limit", "X-User-RateLimit-Remaining", "X-User-RateLimit-Window-Ms",
    ];

    [Fact]
    public async Task Every_authenticated_answer_carries_all_six_headers()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var node = await AccessNode.StartAsync(database, "key=4,workspace=100");
        var (reader, _) = await node.MakeKeyAsync(["keys:read"]);
        Assert.Equal("4 4 60000 100 99 60000", Headers((await node.SendAsync(HttpMethod.Post, "/api/v1/keys", reader)).Response));
        Assert.Equal("4 3 60000 100 98 60000", Headers((await node.SendAsync(HttpMethod.Get, "/api/v1/keys", reader)).Response));
        Assert.Equal("4 2 60000 100 97 60000", Headers((await node.SendAsync(HttpMethod.Get, "/api/v1/keys?limit=x", reader)).Response));
        await node.SendAsync(HttpMethod.Get, "/api/v1/keys", reader);
        await node.SendAsync(HttpMethod.Get, "/api/v1/keys", reader);
        var (status, body, response) = await node.SendAsync(HttpMethod.Get, "/api/v1/keys", reader);
        Assert.Equal((429, "api_rate_limit_exceeded"), (status, body.GetProperty("error").GetProperty("code").GetString()));
        Assert.Equal("4 0 60000 100 95 60000", Headers(response));
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
    }

    [Fact]
    public async Task An_address_is_limited_by_its_failures_alone()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var node = await AccessNode.StartAsync(database, "address=3,key=1000");
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(200, (await node.SendAsync(HttpMethod.Get, "/api/v1/keys")).Status);
        }

        Assert.Equal(401, (await node.SendAsync(HttpMethod.Get, "/api/v1/keys", "wrong")).Status);
        Assert.Equal(401, (await node.SendAsync(HttpMethod.Get, "/api/v1/keys", key: null)).Status);
        Assert.Equal(401, (await node.SendAsync(HttpMethod.Get, "/api/v1/keys", "wrong")).Status);
        var (status, _, response) = await node.SendAsync(HttpMethod.Get, "/api/v1/keys", "wrong");
        Assert.Equal(429, status);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Equal(429, (await node.SendAsync(HttpMethod.Get, "/api/v1/keys", key: null)).Status);

        // A customer behind the same proxy, whose key this node has met, goes on.
        Assert.Equal(200, (await node.SendAsync(HttpMethod.Get, "/api/v1/keys")).Status);
    }

    [Fact]
    public async Task Several_nodes_agree_within_a_tenth()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var one = await AccessNode.StartAsync(database, "key=200,workspace=off", liveNodes: 2);
        await using var two = await AccessNode.StartAsync(database, "key=200,workspace=off", liveNodes: 2);
        var statuses = await Task.WhenAll(Enumerable.Range(0, 400).Select(async i => (await (i % 3 == 0 ? one : two).SendAsync(HttpMethod.Get, "/api/v1/keys")).Status));
        Assert.InRange(statuses.Count(status => status == 200), 180, 220);
        Assert.All(statuses, status => Assert.True(status is 200 or 429));
    }

    private static string Headers(HttpResponseMessage response) => string.Join(' ', _headers.Select(name => response.Headers.GetValues(name).Single()));
}
