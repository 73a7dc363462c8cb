using System.Text.Json.Nodes;
using Postrider.Testing.Server;
using Xunit;
using static Postrider.IntegrationTests.Actions.AccountBodies;

namespace Postrider.IntegrationTests.Actions;

/// <summary>Defaults, tags, pauses and ends of mailboxes.</summary>
public sealed class EmailAccountUseTests(ActionsServer server) : IClassFixture<ActionsServer>
{
    [Fact]
    public async Task The_default_is_the_sandbox_until_there_is_a_real_mailbox_then_the_oldest_then_what_was_set()
    {
        Assert.Equal("sandbox.email@sandbox.example", await DefaultAsync(server.Client));
        var first = await server.Client.MakeMailboxAsync("first@example.com");
        var second = await server.Client.MakeMailboxAsync("second@example.com");
        Assert.Equal("first@example.com", await DefaultAsync(server.Client));
        var set = await server.Client.PostJsonAsync($"{Mailboxes}/{second["id"]}/set-default", null);
        Assert.True((bool)set.Json["isDefault"]!);
        Assert.Equal("second@example.com", await DefaultAsync(server.Client));
        Assert.Equal(204, (int)(await server.Client.DeleteJsonAsync($"{Mailboxes}/{second["id"]}")).Status);
        (await server.Client.DeleteJsonAsync($"{Mailboxes}/{second["id"]}")).Refused(404, "emailAccount.notFound");
        (await server.Client.PostJsonAsync($"{Mailboxes}/{second["id"]}/set-default", null)).Refused(404, "emailAccount.notFound");
        Assert.Equal("first@example.com", await DefaultAsync(server.Client));
        Assert.Equal(204, (int)(await server.Client.DeleteJsonAsync($"{Mailboxes}/{first["id"]}")).Status);
        Assert.Equal("sandbox.email@sandbox.example", await DefaultAsync(server.Client));
    }

    [Fact]
    public async Task However_many_set_a_default_at_once_one_is_left()
    {
        var client = await server.ConnectStrangerAsync("racing");
        var ids = new List<JsonNode>();
        for (var i = 0; i < 4; i++)
        {
            ids.Add((await client.MakeMailboxAsync($"box{i}@example.com"))["id"]!);
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => client.PostJsonAsync($"{Mailboxes}/{ids[i % ids.Count]}/set-default", null)));
        Assert.All(answers, answer => Assert.Equal(200, (int)answer.Status));
        Assert.NotNull(await DefaultAsync(client));
    }

    [Fact]
    public async Task Tags_are_made_by_use_and_renamed_for_all()
    {
        var client = await server.ConnectStrangerAsync("tagging");
        var (one, two) = (await client.MakeMailboxAsync("one@example.com"), await client.MakeMailboxAsync("two@example.com"));
        var put = await client.PostJsonAsync($"{Mailboxes}/{one["id"]}/tags", new { tags = new[] { "Warm", " EU ", "warm" } });
        Assert.Equal("EU Warm", Names(put.Json));
        Assert.Equal("Cold EU", Names((await client.PostJsonAsync($"{Mailboxes}/{two["id"]}/tags", new { tags = new[] { "eu", "Cold" } })).Json));
        var all = (await client.GetJsonAsync($"{Mailboxes}/tags")).Json;
        Assert.Equal("Cold EU Warm", Names(all));
        var renamed = await client.PutAsync($"{Mailboxes}/tags/{all[1]!["id"]}", new { name = "Europe", colorId = 4 });
        Assert.Equal(("Europe", 4), ((string?)renamed.Json["name"], (int)renamed.Json["colorId"]!));
        (await client.PutAsync($"{Mailboxes}/tags/{all[1]!["id"]}", new { name = "COLD" })).Refused(409, "emailAccount.tagExists");
        (await client.PutAsync($"{Mailboxes}/tags/4711", new { name = "x" })).Refused(404, "emailAccount.tagNotFound");
        Assert.Equal("/name /colorId", (await client.PutAsync($"{Mailboxes}/tags/{all[1]!["id"]}", new { name = " ", colorId = -1 })).Pointers());
        Assert.Equal(204, (int)(await client.DeleteJsonAsync($"{Mailboxes}/{two["id"]}/tags", new { tags = new[] { "EUROPE", "nothing" } })).Status);
        Assert.Equal("""["Cold"]""", (await client.GetJsonAsync($"{Mailboxes}/{two["id"]}")).Json["tags"]!.ToJsonString());
        Assert.Equal("""["Europe","Warm"]""", (await client.GetJsonAsync($"{Mailboxes}/{one["id"]}")).Json["tags"]!.ToJsonString());
        Assert.Equal("/tags", (await client.PostJsonAsync($"{Mailboxes}/{one["id"]}/tags", new { tags = Array.Empty<string>() })).Pointers());
        Assert.Equal("/tags/0", (await client.DeleteJsonAsync($"{Mailboxes}/{one["id"]}/tags", new { tags = new[] { new string('x', 51) } })).Pointers());
    }

    [Fact]
    public async Task Resuming_takes_the_pause_away_and_tries_again()
    {
        var sandbox = (string)(await MakeSandboxAsync(server.Client, "resumed"))["account_id"]!;
        var path = $"/api/v1/connect/accounts/{sandbox}";
        await server.Client.SendJsonAsync(HttpMethod.Patch, path, new { settings = new { condition = "credentials" }, paused = true });
        var number = await NumberAsync(server.Client, sandbox);
        Assert.Equal("disconnected", (string?)(await server.Client.GetJsonAsync($"{Mailboxes}/{number}")).Json["connectionStatus"]);
        var still = await server.Client.PostJsonAsync($"{Mailboxes}/{number}/resume-sending", null);
        Assert.Contains("condition is 'credentials'", (string?)still.Json["sendingConnectivityError"], StringComparison.Ordinal);
        var resumed = (await server.Client.GetJsonAsync(path)).Item;
        Assert.False((bool)resumed["paused"]!);
        await server.Client.SendJsonAsync(HttpMethod.Patch, path, new { settings = new { condition = "ok" }, paused = true });
        var well = await server.Client.PostJsonAsync($"{Mailboxes}/{number}/resume-sending", null);
        Assert.Equal(("connected", null), ((string?)well.Json["connectionStatus"], well.Json["sendingConnectivityError"]));
        Assert.Equal("active", (string?)(await server.Client.GetJsonAsync(path)).Item["lifecycle_status"]);
    }

    [Fact]
    public async Task An_account_is_in_use_while_its_mail_waits_and_many_are_deleted_at_once()
    {
        var sandbox = (string)(await MakeSandboxAsync(server.Client, "busy"))["account_id"]!;
        await server.Client.SendJsonAsync(HttpMethod.Patch, $"/api/v1/connect/accounts/{sandbox}", new { paused = true });
        Assert.Equal(202, (int)(await server.Client.PostJsonAsync("/api/v1/outreach/dispatches", Api.Mail(accountId: sandbox).ToJsonString())).Status);
        var number = await NumberAsync(server.Client, sandbox);
        Assert.True((bool)(await server.Client.GetJsonAsync($"{Mailboxes}/{number}")).Json["isInUse"]!);
        var deleted = await server.Client.PostJsonAsync($"{Mailboxes}/bulk-delete", new { ids = new[] { number, 4711, number } });
        Assert.Equal(["4711"], deleted.Json.AsObject().Select(failure => failure.Key));
        Assert.Equal("notFound", (string?)deleted.Json["4711"]!["error"]);
        (await server.Client.GetJsonAsync($"{Mailboxes}/{number}")).Refused(404, "emailAccount.notFound");
        Assert.Equal("/ids", (await server.Client.PostJsonAsync($"{Mailboxes}/bulk-delete", new { ids = Array.Empty<long>() })).Pointers());
    }

    private static string Names(JsonNode tags) => string.Join(' ', tags.AsArray().Select(tag => (string?)tag!["name"]));

    private static async Task<string?> DefaultAsync(HttpClient client) =>
        (string?)Assert.Single((await client.GetJsonAsync($"{Mailboxes}?top=1000")).Items, item => (bool)item!["isDefault"]!)!["email"];

    private static async Task<JsonNode> MakeSandboxAsync(HttpClient client, string name) =>
        (await client.PostJsonAsync("/api/v1/connect/accounts", new { kind = "sandbox", name, settings = new { channel = "email" } })).Item;

    private static async Task<long> NumberAsync(HttpClient client, string accountId) =>
        (long)(await client.PostJsonAsync($"{Mailboxes}/filter", new { email = $"{accountId.Replace('_', '.')}@sandbox.example" })).Items.Single()!["id"]!;
}
