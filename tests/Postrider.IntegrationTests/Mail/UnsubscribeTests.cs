using System.Net;
using System.Text.RegularExpressions;
using Postrider.IntegrationTests.Promises;
using Postrider.Testing.Engine;
using Postrider.Testing.Mail;
using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.Mail;

/// <summary>Recipients unsubscribe by one click, by mail, or not at all when only a scanner looked.</summary>
[Collection(Alone.Name)]
public sealed partial class UnsubscribeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Looking_changes_nothing_and_one_click_suppresses_at_once()
    {
        await using var house = await MailHouse.OpenAsync();
        var mail = await SendAsync(house);
        Assert.Contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n", mail);
        var link = Link().Match(mail.Replace("\r\n ", "", StringComparison.Ordinal)).Groups["link"].Value;
        Assert.StartsWith(house.Server.Address.ToString(), link, StringComparison.Ordinal);
        Assert.Contains($"No more of these\r\n{link}", mail.Replace("=\r\n", "", StringComparison.Ordinal));

        using var stranger = new HttpClient();
        var page = await stranger.GetStringAsync(link, Cancellation);
        Assert.Contains("<button>Unsubscribe</button>", page);
        Assert.Contains(DovecotServer.Alex, page);
        Assert.Empty((await house.Client.GetJsonAsync("/api/v1/suppressions")).Items);

        using var click = new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]);
        using var answer = await stranger.PostAsync(link, click, Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("gets no more messages", await answer.Content.ReadAsStringAsync(Cancellation));
        var entry = Assert.Single((await house.Client.GetJsonAsync("/api/v1/suppressions")).Items)!;
        Assert.Equal("unsubscribe", (string?)entry["reason"]);
        var again = await house.Client.PostJsonAsync("/api/v1/outreach/dispatches", Api.Mail(DovecotServer.Alex, house.AccountId).ToJsonString());
        Assert.Equal("recipient_suppressed", again.Code);
    }

    [Fact]
    public async Task A_link_that_was_changed_names_nobody()
    {
        await using var house = await MailHouse.OpenAsync();
        var link = Link().Match((await SendAsync(house)).Replace("\r\n ", "", StringComparison.Ordinal)).Groups["link"].Value;
        using var stranger = new HttpClient();
        foreach (var wrong in (string[])[link[..^4] + "AAAA", link[..^1], link + "A", $"{house.Server.Address}unsubscribe/x"])
        {
            using var answer = await stranger.PostAsync(wrong, null, Cancellation);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        Assert.Empty((await house.Client.GetJsonAsync("/api/v1/suppressions")).Items);
    }

    [Fact]
    public async Task A_mail_with_the_links_subject_unsubscribes_too()
    {
        await using var house = await MailHouse.OpenAsync();
        await Eventually.SeesAsync(() => ListeningAsync(house.Database), listening => listening, "a node listens");
        var subject = Subject().Match((await SendAsync(house)).Replace("\r\n ", "", StringComparison.Ordinal)).Groups["subject"].Value;
        await house.SendAsync(DovecotServer.Sam, content => content["subject"] = "unrelated");
        await Swaks.SubmitAsync(house, DovecotServer.Alex, subject, "Please.");
        var entry = Assert.Single(await Eventually.SeesAsync(async () => (await house.Client.GetJsonAsync("/api/v1/suppressions")).Items, items => items.Count > 0, "the address was suppressed"))!;
        Assert.Equal(DovecotServer.Alex, (string?)entry["address"]);
    }

    [Fact]
    public async Task Whoever_guesses_links_is_stopped()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var server = await ServerProcess.StartAsync(database.ConnectionString, new Dictionary<string, string> { ["POSTRIDER_RATE_LIMITS"] = "address=3" });
        using var stranger = new HttpClient { BaseAddress = server.Address };
        var answers = new List<HttpStatusCode>();
        foreach (var path in (string[])["unsubscribe/a", "unsubscribe/b", "connect/callback?state=1.x.y&code=z", "unsubscribe/c", "connect/callback?state=1.x.y&code=z"])
        {
            answers.Add((await stranger.GetAsync(path, Cancellation)).StatusCode);
        }

        Assert.Equal([HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.BadRequest, HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests], answers);
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var server = await ServerProcess.StartAsync(database.ConnectionString);
        foreach (var (name, value) in ((string, System.Text.Json.Nodes.JsonNode)[])[("unsubscribe", "yes"), ("unsubscribe_text", "without the other"), ("unsubscribe_text", 5)])
        {
            var mail = Api.Mail();
            mail["content"]![name] = value;
            Assert.Equal("invalid_unsubscribe", (await server.Client.PostJsonAsync("/api/v1/outreach/dispatches", mail.ToJsonString())).Code);
        }
    }

    private static async Task<string> SendAsync(MailHouse house)
    {
        var before = house.Dovecot.Mailbox(DovecotServer.Alex).Read().Count;
        await house.SendAsync(DovecotServer.Alex, content => (content["unsubscribe"], content["unsubscribe_text"]) = (true, "No more of these"));
        return (await house.Dovecot.Mailbox(DovecotServer.Alex).WaitAsync(before + 1, cancellationToken: Cancellation))[^1].Text;
    }

    private static async Task<bool> ListeningAsync(TestDatabase database)
    {
        await using var command = database.Database.Read.CreateCommand("select exists (select from mailbox where uid_validity is not null)");
        return (bool)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    [GeneratedRegex("List-Unsubscribe: ?<(?<link>[^>]+)>")]
    private static partial Regex Link();

    [GeneratedRegex(@"<mailto:[^?>]+\?subject=(?<subject>[^>]+)>")]
    private static partial Regex Subject();
}
