using System.Net;
using System.Net.Sockets;
using System.Text;
using Postrider.Testing;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.FarSides;

public sealed class CallbackTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_far_side_tells_at_the_account_s_address_is_taken_once()
    {
        await using var node = await CallbackNode.StartAsync(database);
        var account = await node.ConnectAsync();
        var (id, url) = ((string)account["account_id"]!, (string)account["callback_url"]!);
        Assert.StartsWith($"{node.Client.BaseAddress}callbacks/", url);
        var body = $$"""{"account":"{{id}}","event":"message","id":"in-1","from":"+12025550123","text":"Hello"}""";
        for (var i = 0; i < 3; i++)
        {
            using var answer = await node.TellAsync($"{url}?mode=x%20y", body);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Empty(await answer.Content.ReadAsStringAsync(Cancellation));
        }

        Assert.Single((await node.Client.GetJsonAsync($"/api/v1/inbox/conversations?account_id={id}")).Items);
        Assert.Equal(($"{url}?mode=x%20y", "x y", body), (node.Callback.Last!.Url.AbsoluteUri, node.Callback.Last.Query["mode"], Encoding.UTF8.GetString(node.Callback.Last.Body)));
        Assert.Empty(node.Log);
    }

    [Fact]
    public async Task What_is_forged_foreign_or_cannot_be_read_changes_nothing_and_is_logged_once_per_account_and_reason()
    {
        await using var node = await CallbackNode.StartAsync(database);
        var (mine, other) = (await node.ConnectAsync(), await node.ConnectAsync());
        var (id, url) = ((string)mine["account_id"]!, (string)mine["callback_url"]!);
        var message = $$"""{"account":"{{id}}","event":"message","id":"in-1","from":"+12025550199"}""";
        for (var i = 0; i < 3; i++)
        {
            await AnswersAsync(403, url, message, null);
            await AnswersAsync(403, url, message, "wrong");
            await AnswersAsync(404, (string)other["callback_url"]!, message);
            await AnswersAsync(400, url, "{");
            await AnswersAsync(413, url, new string(' ', 1024 * 1024) + "{}");
            await AnswersAsync(500, url, $$"""{"account":"{{id}}","event":"else"}""");
        }

        Assert.Empty((await node.Client.GetJsonAsync($"/api/v1/inbox/conversations?account_id={id}")).Items);
        Assert.Equal((5, 1), (node.Log.Count, node.Log.Count(line => line.Contains((string)other["account_id"]!, StringComparison.Ordinal))));
        Assert.All(node.Log, line => Assert.DoesNotContain("/callbacks/", line));

        async Task AnswersAsync(int status, string to, string body, string? signature = CallbackNode.Password)
        {
            using var answer = await node.TellAsync(to, body, signature);
            Assert.Equal((status, ""), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation)));
        }
    }

    [Fact]
    public async Task An_address_that_leads_nowhere_answers_alike_whatever_is_wrong_with_it_and_not_often()
    {
        await using var node = await CallbackNode.StartAsync(database, limits: "address=6");
        var account = await node.ConnectAsync();
        var (url, gone) = ((string)account["callback_url"]!, await node.ConnectAsync());
        await node.Client.SendJsonAsync(HttpMethod.Delete, $"/api/v1/connect/accounts/{gone["account_id"]}", null);
        string[] wrong = [url[..^1] + (url[^1] == 'A' ? 'B' : 'A'), url + "A", url[..^4], url.Replace((string)account["account_id"]!, (string)gone["account_id"]!, StringComparison.Ordinal), (string)gone["callback_url"]!];
        foreach (var address in wrong)
        {
            using var answer = await node.TellAsync(address, "{}");
            Assert.Equal((HttpStatusCode.NotFound, ""), (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation)));
        }

        using var last = await node.TellAsync(wrong[0].Replace("callbacks/", "callbacks/x", StringComparison.Ordinal), "{}");
        using var refused = await node.TellAsync(wrong[0], "{}");
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.TooManyRequests), (last.StatusCode, refused.StatusCode));

        // Whoever knows the address is not locked out by those behind the same proxy.
        using var right = await node.TellAsync(url, $$"""{"account":"{{account["account_id"]}}","event":"signed_out"}""");
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        Assert.Empty(node.Log);
    }

    [Fact]
    public async Task A_far_side_that_asks_who_listens_is_greeted_when_it_knows_the_word()
    {
        await using var node = await CallbackNode.StartAsync(database);
        var url = (string)(await node.ConnectAsync())["callback_url"]!;
        using var greeted = await node.Client.GetAsync($"{url}?word={CallbackNode.Password}&challenge=%3Cb%3E12", Cancellation);
        Assert.Equal(("<b>12", "text/plain"), (await greeted.Content.ReadAsStringAsync(Cancellation), greeted.Content.Headers.ContentType!.MediaType));
        using var stranger = await node.Client.GetAsync($"{url}?challenge=12", Cancellation);
        Assert.Equal((HttpStatusCode.Forbidden, ""), (stranger.StatusCode, await stranger.Content.ReadAsStringAsync(Cancellation)));
    }

    [Fact]
    public async Task The_address_is_shown_only_to_keys_that_may_change_accounts()
    {
        await using var node = await CallbackNode.StartAsync(database);
        var id = (string)(await node.ConnectAsync())["account_id"]!;
        var reader = (string)(await node.Client.PostJsonAsync("/api/v1/keys", new { name = "reader", scopes = new[] { "connect.accounts:read" } })).Item["key"]!;
        Assert.NotNull((await node.Client.GetJsonAsync($"/api/v1/connect/accounts/{id}")).Item["callback_url"]);
        var seen = await node.Client.SendJsonAsync(HttpMethod.Get, $"/api/v1/connect/accounts/{id}", null, ("x-api-key", reader), ("Authorization", ""));
        Assert.True((int)seen.Status == 200 && seen.Item["callback_url"] is null, seen.ToString());
        Assert.DoesNotContain("callbacks", (await node.Client.GetJsonAsync("/api/v1/connect/accounts")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_its_far_side_calls_signed_out_takes_no_more()
    {
        await using var node = await CallbackNode.StartAsync(database);
        var account = await node.ConnectAsync();
        var id = (string)account["account_id"]!;
        using var told = await node.TellAsync((string)account["callback_url"]!, $$"""{"account":"{{id}}","event":"signed_out"}""");
        Assert.Equal("Signed out at the far side.", (string?)(await node.Client.GetJsonAsync($"/api/v1/connect/accounts/{id}")).Item["status_reason"]);
        Assert.Equal("connect_account_reconnect_required", (await node.Client.PostJsonAsync("/api/v1/outreach/dispatches", WindowTests.Message(id))).Code);
        Assert.Equal("ok", (string?)(await node.Client.PostJsonAsync($"/api/v1/connect/accounts/{id}/probe", new { })).Item["status"]);
    }

    /// <summary>The far side tells it again later.</summary>
    [Fact]
    public async Task What_cannot_be_taken_now_is_answered_so_and_in_time()
    {
        var clock = new ManualClock();
        await using var node = await CallbackNode.StartAsync(database, time: clock);
        var account = await node.ConnectAsync();
        var url = (string)account["callback_url"]!;
        using var outage = await node.TellAsync(url, $$"""{"account":"{{account["account_id"]}}","event":"outage"}""");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, outage.StatusCode);

        var endless = node.TellAsync(url, $$"""{"account":"{{account["account_id"]}}","event":"endless"}""");
        await Eventually.SeesAsync(() => Task.FromResult(Encoding.UTF8.GetString(node.Callback.Last!.Body)), body => body.Contains("endless", StringComparison.Ordinal), "it is being taken");
        clock.Advance(TimeSpan.FromSeconds(26));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await endless).StatusCode);

        using var slow = new TcpClient();
        await slow.ConnectAsync(node.Client.BaseAddress!.Host, node.Client.BaseAddress.Port, Cancellation);
        await slow.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST {new Uri(url).AbsolutePath} HTTP/1.1\r\nHost: far\r\nContent-Length: 10\r\n\r\n{{"), Cancellation);
        await Eventually.SeesAsync(() => Task.FromResult(clock.UntilNextTimer), until => until <= TimeSpan.FromSeconds(10), "it is being read");
        clock.Advance(TimeSpan.FromSeconds(11));
        using var reader = new StreamReader(slow.GetStream());
        Assert.StartsWith("HTTP/1.1 503", await reader.ReadLineAsync(Cancellation));
        Assert.Contains("too long", Assert.Single(node.Log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_does_not_end_is_not_waited_for()
    {
        await using var node = await CallbackNode.StartAsync(database);
        var url = new Uri((string)(await node.ConnectAsync())["callback_url"]!);
        using var socket = new TcpClient();
        await socket.ConnectAsync(url.Host, url.Port, Cancellation);
        var wire = socket.GetStream();
        await wire.WriteAsync(Encoding.ASCII.GetBytes($"POST {url.AbsolutePath} HTTP/1.1\r\nHost: far\r\nTransfer-Encoding: chunked\r\n\r\n"), Cancellation);
        var piece = Encoding.ASCII.GetBytes($"10000\r\n{new string('x', 0x10000)}\r\n");
        using var reader = new StreamReader(wire, leaveOpen: true);
        var answer = reader.ReadLineAsync(Cancellation).AsTask();
        try
        {
            for (var i = 0; i < 1000 && !answer.IsCompleted; i++)
            {
                await wire.WriteAsync(piece, Cancellation);
            }
        }
        catch (IOException)
        {
            // The server hung up while more was on its way.
        }

        try
        {
            Assert.StartsWith("HTTP/1.1 413", await answer);
        }
        catch (IOException)
        {
            // A reset may overtake the answer.
        }

        await Eventually.SeesAsync(() => Task.FromResult(node.Log), log => log.Count == 1, "it was logged");
    }
}
