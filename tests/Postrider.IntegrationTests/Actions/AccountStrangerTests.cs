using Postrider.Testing.Server;
using Xunit;
using static Postrider.IntegrationTests.Actions.AccountBodies;

namespace Postrider.IntegrationTests.Actions;

/// <summary>Promise 10, and scopes, on every endpoint of accounts.</summary>
public sealed class AccountStrangerTests(ActionsServer server) : IClassFixture<ActionsServer>
{
    [Fact]
    public async Task Another_workspace_sees_and_changes_nothing()
    {
        var mailbox = await server.Client.MakeMailboxAsync("mine@example.com", new { tags = new[] { "mine" } });
        var profile = await server.Client.MakeProfileAsync("mine");
        var tag = (long)(await server.Client.GetJsonAsync($"{Mailboxes}/tags")).Json[0]!["id"]!;
        var before = (await server.Client.GetJsonAsync($"{Mailboxes}/{mailbox["id"]}")).Text + (await server.Client.GetJsonAsync($"{Profiles}/{profile}")).Text;
        var stranger = await server.ConnectStrangerAsync("strangers");
        Assert.Equal("""{"items":[],"hasMore":false}""", (await stranger.GetJsonAsync(Mailboxes)).Text);
        Assert.Equal("""{"items":[],"hasMore":false}""", (await stranger.PostJsonAsync($"{Mailboxes}/filter", new { email = "mine@example.com" })).Text);
        Assert.Equal("[]", (await stranger.GetJsonAsync($"{Mailboxes}/tags")).Text);
        Assert.Equal("[]", (await stranger.GetJsonAsync(Profiles)).Text);
        foreach (var (method, path, body) in OneByOne($"{mailbox["id"]}", profile, tag))
        {
            var answer = await stranger.SendJsonAsync(new HttpMethod(method), path, body);
            Assert.True((int)answer.Status == 404, $"{method} {path}: {answer}");
            Assert.DoesNotContain("mine", answer.Text, StringComparison.Ordinal);
        }

        foreach (var (path, id) in new[] { (Mailboxes, (long)mailbox["id"]!), (Profiles, profile) })
        {
            Assert.Equal("notFound", (string?)(await stranger.PostJsonAsync($"{path}/bulk-delete", new { ids = new[] { id }, force = true })).Json[$"{id}"]!["error"]);
        }

        Assert.Equal(before, (await server.Client.GetJsonAsync($"{Mailboxes}/{mailbox["id"]}")).Text + (await server.Client.GetJsonAsync($"{Profiles}/{profile}")).Text);
    }

    [Fact]
    public async Task An_account_of_another_channel_is_not_there()
    {
        var mailbox = await server.Client.MakeMailboxAsync("channel@example.com");
        var profile = await server.Client.MakeProfileAsync("channel");
        (await server.Client.GetJsonAsync($"{Mailboxes}/{profile}")).Refused(404, "emailAccount.notFound");
        (await server.Client.GetJsonAsync($"{Profiles}/{mailbox["id"]}")).Refused(404, "linkedInAccount.notFound");
        (await server.Client.PostJsonAsync($"{Mailboxes}/{profile}/set-default", null)).Refused(404, "emailAccount.notFound");
        Assert.Equal("notFound", (string?)(await server.Client.PostJsonAsync($"{Mailboxes}/bulk-delete", new { ids = new[] { profile } })).Json[$"{profile}"]!["error"]);
    }

    [Fact]
    public async Task Each_call_wants_its_scope()
    {
        var (reads, writes, operates, other) = (await server.ConnectAsync("channels:read"), await server.ConnectAsync("channels:write"), await server.ConnectAsync("channels:operate"), await server.ConnectAsync("contacts:*"));
        string[] lists = [Mailboxes, $"{Mailboxes}/tags", Profiles, $"{Profiles}/4711"];
        foreach (var path in lists)
        {
            (await other.GetJsonAsync(path)).Refused(403, "insufficient_scope");
            Assert.All(await Task.WhenAll(reads.GetJsonAsync(path), writes.GetJsonAsync(path), operates.GetJsonAsync(path)), answer => Assert.NotEqual(403, (int)answer.Status));
        }

        foreach (var (method, path, body) in OneByOne("4711", 4711, 4711).Where(call => call.Method != "GET"))
        {
            var isOperated = path.EndsWith("resume-sending", StringComparison.Ordinal) || path.EndsWith("toggle-status", StringComparison.Ordinal);
            (await reads.SendJsonAsync(new HttpMethod(method), path, body)).Refused(403, "insufficient_scope");
            (await (isOperated ? writes : operates).SendJsonAsync(new HttpMethod(method), path, body)).Refused(403, "insufficient_scope");
            Assert.Equal(404, (int)(await (isOperated ? operates : writes).SendJsonAsync(new HttpMethod(method), path, body)).Status);
        }

        foreach (var path in new[] { $"{Mailboxes}/connect/gmail", $"{Mailboxes}/connect/office-365" })
        {
            (await reads.GetJsonAsync(path)).Refused(403, "insufficient_scope");
        }
    }

    /// <summary>Every call that names one thing, with a body that it would take.</summary>
    private static IEnumerable<(string Method, string Path, object? Body)> OneByOne(string mailbox, long profile, long tag) =>
    [
        ("GET", $"{Mailboxes}/{mailbox}", null),
        ("PATCH", $"{Mailboxes}/{mailbox}", new { signature = new { signature = "theirs" } }),
        ("DELETE", $"{Mailboxes}/{mailbox}", null),
        ("POST", $"{Mailboxes}/{mailbox}/set-default", null),
        ("POST", $"{Mailboxes}/{mailbox}/resume-sending", null),
        ("POST", $"{Mailboxes}/{mailbox}/tags", new { tags = new[] { "theirs" } }),
        ("DELETE", $"{Mailboxes}/{mailbox}/tags", new { tags = new[] { "x" } }),
        ("PUT", $"{Mailboxes}/tags/{tag}", new { name = "theirs" }),
        ("GET", $"{Profiles}/{profile}", null),
        ("DELETE", $"{Profiles}/{profile}", null),
        ("POST", $"{Profiles}/{profile}/toggle-status", null),
        ("PUT", $"{Profiles}/{profile}/limits", new { limitsMode = "fixed", fixedMax = new { } }),
        ("PUT", $"{Profiles}/{profile}/revoke-settings", new { enabled = true }),
        ("POST", $"{Profiles}/{profile}/reconnect", null),
    ];
}
