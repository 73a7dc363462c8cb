using System.Diagnostics;
using System.Text.Json;
using Postrider.Testing;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Access;

public sealed class KeyEndpointTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly string[] _reads = ["keys:read"];

    [Fact]
    public async Task A_key_is_shown_once_and_never_again()
    {
        await using var node = await AccessNode.StartAsync(database);
        var (key, keyId) = await node.MakeKeyAsync(_reads);
        Assert.StartsWith("sk-postrider-", key, StringComparison.Ordinal);
        var (status, body, _) = await node.SendAsync(HttpMethod.Get, "/api/v2/keys?limit=1000", key);
        Assert.Equal(200, status);
        Assert.Contains(body.GetProperty("items").EnumerateArray(), item => item.GetProperty("key_id").GetString() == keyId);
        Assert.DoesNotContain(key, body.ToString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, body.GetProperty("next_cursor").ValueKind);
    }

    [Fact]
    public async Task A_list_goes_on_at_its_cursor()
    {
        await using var node = await AccessNode.StartAsync(database);
        for (var i = 0; i < 3; i++)
        {
            await node.MakeKeyAsync(_reads);
        }

        var seen = new List<string>();
        var path = "/api/v1/keys?limit=2";
        for (string? cursor = ""; cursor is not null; path = $"/api/v1/keys?limit=2&cursor={cursor}")
        {
            var (_, body, _) = await node.SendAsync(HttpMethod.Get, path);
            seen.AddRange(body.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("key_id").GetString()!));
            cursor = body.GetProperty("next_cursor").GetString();
        }

        var (_, whole, _) = await node.SendAsync(HttpMethod.Get, "/api/v1/keys?limit=1000");
        Assert.True(seen.Count >= 4);
        Assert.Equal(whole.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("key_id").GetString()!), seen);
        foreach (var bad in new[] { "limit=0", "limit=1001", "limit=x", "cursor=!!", "cursor=eA" })
        {
            Assert.Equal(400, (await node.SendAsync(HttpMethod.Get, $"/api/v1/keys?{bad}")).Status);
        }
    }

    [Fact]
    public async Task A_revoked_key_stops_within_a_second_on_every_node()
    {
        await using var one = await AccessNode.StartAsync(database);
        await using var two = await AccessNode.StartAsync(database);
        var (key, keyId) = await one.MakeKeyAsync(_reads);
        Assert.Equal(200, (await one.SendAsync(HttpMethod.Get, "/api/v1/keys", key)).Status);
        Assert.Equal(200, (await two.SendAsync(HttpMethod.Get, "/api/v1/keys", key)).Status);

        Assert.Equal(200, (await one.SendAsync(HttpMethod.Delete, $"/api/v1/keys/{keyId}")).Status);
        var since = Stopwatch.GetTimestamp();
        Assert.Equal(401, (await one.SendAsync(HttpMethod.Get, "/api/v1/keys", key)).Status);

        // A request counts by when it began; how long the machine takes to answer it says nothing of the key.
        for (var began = TimeSpan.Zero; (await two.SendAsync(HttpMethod.Get, "/api/v1/keys", key)).Status == 200; began = Stopwatch.GetElapsedTime(since))
        {
            Assert.True(began < TimeSpan.FromSeconds(1), "the other node still accepts the revoked key");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        var (status, body, _) = await two.SendAsync(HttpMethod.Get, "/api/v1/keys", key);
        Assert.Equal((401, "api_key_invalid"), (status, body.GetProperty("error").GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_key_expires_on_time()
    {
        var clock = new RunningClock();
        await using var node = await AccessNode.StartAsync(database, time: clock);
        var (key, _) = await node.MakeKeyAsync(_reads, clock.GetUtcNow().AddMinutes(10));
        Assert.Equal(200, (await node.SendAsync(HttpMethod.Get, "/api/v1/keys", key)).Status);
        clock.Turn(TimeSpan.FromMinutes(10));
        Assert.Equal(401, (await node.SendAsync(HttpMethod.Get, "/api/v1/keys", key)).Status);
    }

    [Fact]
    public async Task Nobody_does_or_grants_what_they_may_not()
    {
        await using var node = await AccessNode.StartAsync(database);
        var (reader, _) = await node.MakeKeyAsync(_reads);
        var (status, body, _) = await node.SendAsync(HttpMethod.Post, "/api/v1/keys", reader, new { name = "x", scopes = _reads });
        Assert.Equal(403, status);
        Assert.Contains("keys:write", body.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);

        var (writer, _) = await node.MakeKeyAsync(["keys:write"]);
        Assert.Equal(403, (await node.SendAsync(HttpMethod.Post, "/api/v1/keys", writer, new { name = "x", scopes = _reads })).Status);
        Assert.Equal(201, (await node.SendAsync(HttpMethod.Post, "/api/v1/keys", writer, new { name = "x", scopes = new[] { "keys:write" } })).Status);
        Assert.Equal(403, (await node.SendAsync(HttpMethod.Post, "/api/v1/workspaces", writer, new { name = "x" })).Status);
    }

    [Theory]
    [InlineData("""{"scopes":["keys:read"]}""", "invalid_name")]
    [InlineData("""{"name":"x"}""", "invalid_scopes")]
    [InlineData("""{"name":"x","scopes":["nothing"]}""", "invalid_scopes")]
    [InlineData("""{"name":"x","scopes":["keys:read"],"expires_at":"2001-01-01T00:00:00Z"}""", "invalid_expires_at")]
    [InlineData("""{"name":"x","scopes":["keys:read"],"expires_at":"2101-01-01T00:00:00"}""", "invalid_expires_at")]
    [InlineData("[]", "invalid_json")]
    public async Task A_bad_request_names_its_fault(string text, string code)
    {
        await using var node = await AccessNode.StartAsync(database);
        var (status, body, _) = await node.SendAsync(HttpMethod.Post, "/api/v1/keys", body: JsonDocument.Parse(text).RootElement);
        Assert.Equal((400, code), (status, body.GetProperty("error").GetProperty("code").GetString()));
    }
}
