using System.Net;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.Webhooks;

/// <summary>Webhooks as callers see them.</summary>
public sealed class WebhookApiTests(WebhookServer server) : IClassFixture<WebhookServer>
{
    private const string Base = "/api/v1/webhooks";

    private HttpClient Client => server.Client;

    [Fact]
    public async Task The_secret_is_in_the_answer_that_makes_it_and_in_no_other()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var made = await Client.PostJsonAsync(Base, new { url = receiver.Url, events = new[] { "key.*" }, name = "crm" });
        Assert.Equal(HttpStatusCode.Created, made.Status);
        var (id, secret) = ((string)made.Item["id"]!, (string)made.Item["secret"]!);
        var rotated = await Client.PostJsonAsync($"{Base}/{id}/rotate", new { });
        var second = (string)rotated.Item["secret"]!;
        Assert.NotEqual(secret, second);
        Assert.NotNull((string?)rotated.Item["old_secret_until"]);

        Answer[] others =
        [
            await Client.GetJsonAsync(Base), await Client.GetJsonAsync($"{Base}/{id}"), await Client.PostJsonAsync($"{Base}/{id}/test", new { }), await Client.GetJsonAsync($"{Base}/{id}/deliveries"),
            await Client.SendJsonAsync(HttpMethod.Patch, $"{Base}/{id}", new { name = "other" }), await Client.GetJsonAsync("/api/v1/events"), await Client.GetJsonAsync("/api/v1/connect/accounts"),
        ];
        Assert.All(others, answer => Assert.True((int)answer.Status < 300 && !answer.Text.Contains(secret[6..], StringComparison.Ordinal) && !answer.Text.Contains(second[6..], StringComparison.Ordinal), answer.ToString()));
        Assert.Equal("other", (string?)others[4].Item["name"]);
        await Eventually.SeesAsync(() => Task.FromResult(receiver.Taken.Count), count => count == 1, "the test came");
        var test = receiver.Taken.Single();
        Assert.Equal("webhook.test", test.Kind);
        await WebhookReceiver.VerifyAsync(secret, TimeProvider.System.GetUtcNow(), test);
        await WebhookReceiver.VerifyAsync(second, TimeProvider.System.GetUtcNow(), test);
        Assert.DoesNotContain(secret[6..], server.Log, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await Client.SendJsonAsync(HttpMethod.Delete, $"{Base}/{id}", null)).Status);
    }

    [Fact]
    public async Task A_dispatch_s_events_come_and_its_posts_are_no_jobs_of_anybody()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var id = (string)(await Client.PostJsonAsync(Base, new { url = receiver.Url, events = new[] { "job.*" } })).Item["id"]!;
        var job = (string)(await Client.PostJsonAsync("/api/v1/outreach/dispatches", Api.Mail())).Item["id"]!;
        await Eventually.SeesAsync(() => Task.FromResult(receiver.Taken.Count), count => count == 2, "both came");

        Assert.Equal(["job.accepted", "job.succeeded"], receiver.Taken.Select(post => post.Kind));
        Assert.All(receiver.Taken, post => Assert.Equal((job, "sandbox_email"), ((string?)post.Json["data"]!["job_id"], (string?)post.Json["data"]!["account_id"])));
        var deliveries = await Eventually.SeesAsync(async () => (await Client.GetJsonAsync($"{Base}/{id}/deliveries")).Items, items => items.All(item => (string?)item!["status"] == "succeeded"), "both are closed");
        Assert.Equal(receiver.Taken.Reverse().Select(post => post.Id), deliveries.Select(item => (string)item!["webhook_id"]!));
        Assert.Equal(200, (int)deliveries[0]!["attempts"]![0]!["status_code"]!);
        var delivery = (string)deliveries[0]!["id"]!;
        foreach (var path in new[] { $"/api/v1/outreach/jobs/{delivery}", $"/api/v2/jobs/{delivery}", $"/api/v1/outreach/jobs/{delivery}/explain", $"/api/v1/outreach/jobs/{delivery}/attempts", $"/api/v1/connect/accounts/{id}" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await Client.GetJsonAsync(path)).Status);
        }

        Assert.DoesNotContain((await Client.GetJsonAsync("/api/v1/outreach/jobs?limit=1000")).Items, item => (string?)item!["channel"] == "webhook");
        Assert.DoesNotContain((await Client.GetJsonAsync("/api/v1/connect/kinds")).Items, item => (string?)item!["kind"] == "webhook");
        Assert.Equal(HttpStatusCode.NotFound, (await Client.SendJsonAsync(HttpMethod.Delete, $"/api/v1/connect/accounts/{id}", null)).Status);
        Assert.Equal("invalid_kind", (await Client.PostJsonAsync("/api/v1/connect/accounts", new { kind = "webhook", name = "x", settings = new { } })).Code);
        Assert.Equal("account_not_found", (await Client.PostJsonAsync("/api/v1/outreach/dispatches", Api.Mail(accountId: id))).Code);
        Assert.Equal("delivery_not_failed", (await Client.PostJsonAsync($"{Base}/{id}/deliveries/{delivery}/resend", new { })).Code);
        await Client.SendJsonAsync(HttpMethod.Delete, $"{Base}/{id}", null);
    }

    [Fact]
    public async Task A_paused_webhook_loses_nothing_and_goes_on()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var id = (string)(await Client.PostJsonAsync(Base, new { url = receiver.Url, events = new[] { "key.created" } })).Item["id"]!;
        Assert.True((bool)(await Client.SendJsonAsync(HttpMethod.Patch, $"{Base}/{id}", new { paused = true })).Item["paused"]!);
        Assert.Equal("webhook_paused", (await Client.PostJsonAsync($"{Base}/{id}/test", new { })).Code);
        await Client.PostJsonAsync("/api/v1/keys", new { name = "one", scopes = new[] { "webhooks:read" } });
        await Eventually.SeesAsync(async () => (await Client.GetJsonAsync($"{Base}/{id}/deliveries")).Items.Count, count => count == 1, "it waits");
        Assert.Empty(receiver.Seen);
        await Client.SendJsonAsync(HttpMethod.Patch, $"{Base}/{id}", new { paused = false });
        await Eventually.SeesAsync(() => Task.FromResult(receiver.Taken.Count), count => count == 1, "it came");
        await Client.SendJsonAsync(HttpMethod.Delete, $"{Base}/{id}", null);
        Assert.Equal(HttpStatusCode.NotFound, (await Client.GetJsonAsync($"{Base}/{id}/deliveries")).Status);
    }

    [Fact]
    public async Task Another_workspace_and_a_key_without_the_scope_see_nothing()
    {
        var id = (string)(await Client.PostJsonAsync(Base, new { url = "http://127.0.0.1:9/", events = new[] { "key.revoked" } })).Item["id"]!;
        var stranger = (string)(await Client.PostJsonAsync("/api/v1/workspaces", new { name = "stranger" })).Item["key"]!;
        var reader = (string)(await Client.PostJsonAsync("/api/v1/keys", new { name = "reader", scopes = new[] { "webhooks:read" } })).Item["key"]!;
        (HttpMethod Method, string Path, object? Body)[] calls =
        [
            (HttpMethod.Get, $"{Base}/{id}", null), (HttpMethod.Patch, $"{Base}/{id}", new { paused = true }), (HttpMethod.Delete, $"{Base}/{id}", null), (HttpMethod.Post, $"{Base}/{id}/rotate", null),
            (HttpMethod.Post, $"{Base}/{id}/test", null), (HttpMethod.Get, $"{Base}/{id}/deliveries", null), (HttpMethod.Get, $"{Base}/{id}/deliveries/{Guid.Empty}", null),
        ];
        foreach (var (method, path, body) in calls)
        {
            Assert.Equal("webhook_not_found", (await Client.SendJsonAsync(method, path, body, ("x-api-key", stranger), ("Authorization", ""))).Code);
            var read = await Client.SendJsonAsync(method, path, body, ("x-api-key", reader), ("Authorization", ""));
            Assert.Equal(method == HttpMethod.Get ? read.Code : "permission_denied", read.Code);
        }

        Assert.Empty((await Client.SendJsonAsync(HttpMethod.Get, Base, null, ("x-api-key", stranger), ("Authorization", ""))).Items);
        Assert.False((bool)(await Client.GetJsonAsync($"{Base}/{id}")).Item["paused"]!);
        await Client.SendJsonAsync(HttpMethod.Delete, $"{Base}/{id}", null);
    }

    [Theory]
    [InlineData("""{}""", "invalid_url")]
    [InlineData("""{"url":5}""", "invalid_url")]
    [InlineData("""{"url":"ftp://a.example"}""", "invalid_url")]
    [InlineData("""{"url":"/hook"}""", "invalid_url")]
    [InlineData("""{"url":"https://user:pass@127.0.0.1/"}""", "invalid_url")]
    [InlineData("""{"url":"https://127.0.0.1/#x"}""", "invalid_url")]
    [InlineData("""{"url":"https://0.0.0.0/"}""", "invalid_url")]
    [InlineData("""{"url":"https://no-such-host.invalid/"}""", "invalid_url")]
    [InlineData("""{"url":"https://127.0.0.1/","events":[]}""", "invalid_events")]
    [InlineData("""{"url":"https://127.0.0.1/","events":"job.*"}""", "invalid_events")]
    [InlineData("""{"url":"https://127.0.0.1/","events":["jobs.*"]}""", "invalid_events")]
    [InlineData("""{"url":"https://127.0.0.1/","events":[7]}""", "invalid_events")]
    [InlineData("""{"url":"https://127.0.0.1/","paused":"yes"}""", "invalid_paused")]
    [InlineData("""{"url":"https://127.0.0.1/","name":7}""", "invalid_name")]
    [InlineData("""[]""", "invalid_json")]
    public async Task What_cannot_be_is_refused(string body, string code)
    {
        var refused = await Client.PostJsonAsync(Base, body);
        Assert.Equal((HttpStatusCode.BadRequest, code), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task A_private_address_is_refused_when_it_is_named()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var node = await ServerProcess.StartAsync(database.ConnectionString);
        foreach (var url in new[] { "https://127.0.0.1/", "https://localhost/", "https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://192.168.1.1:8443/hook", "https://169.254.169.254/", "https://2130706433/", "http://198.51.100.7/" })
        {
            var refused = await node.Client.PostJsonAsync(Base, new { url });
            Assert.Equal((HttpStatusCode.BadRequest, "invalid_url"), (refused.Status, refused.Code));
        }

        var made = await node.Client.PostJsonAsync(Base, new { url = "https://198.51.100.7/hook", events = new[] { "key.revoked" } });
        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal("invalid_url", (await node.Client.SendJsonAsync(HttpMethod.Patch, $"{Base}/{made.Item["id"]}", new { url = "https://10.0.0.1/" })).Code);
    }
}
