using System.Net;
using System.Text.Json.Nodes;
using Postrider.IntegrationTests.Promises;
using Postrider.Testing.Engine;
using Postrider.Testing.Mail;
using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.Mail;

/// <summary>Connecting mailboxes, losing them and getting them back.</summary>
[Collection(Alone.Name)]
public sealed class MailAccountTests
{
    private static readonly Dictionary<string, string> _open = new() { ["POSTRIDER_ALLOW_PRIVATE_NETWORKS"] = "true" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wrong_password_holds_the_jobs_and_a_reconnect_releases_them_all()
    {
        await using var house = await MailHouse.OpenAsync();
        Assert.Equal("succeeded", (string?)(await house.SendAsync(DovecotServer.Alex))["status"]);
        const string Next = "another password, just as long";
        await PauseAsync(house, true);
        var jobs = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            jobs.Add(await house.AcceptAsync(DovecotServer.Sam));
        }

        // Sessions that are signed in stay so; a restart of the far side ends them.
        await house.Dovecot.ChangePasswordAsync(DovecotServer.Team, Next);
        await house.Postfix.StopAsync();
        await house.Postfix.StartAgainAsync();
        await PauseAsync(house, false);

        var account = await SeeStatusAsync(house.Client, house.AccountId, "credentials");
        Assert.Contains("does not accept the sign-in", (string)account["status_reason"]!);
        Assert.Equal("reconnect_required", (string?)account["lifecycle_status"]);
        var dry = Api.Mail(DovecotServer.Sam, house.AccountId);
        dry["dry_run"] = true;
        await Eventually.SeesAsync(async () => (await house.Client.PostJsonAsync("/api/v1/outreach/dispatches", dry.ToJsonString())).Code, code => code == "connect_account_reconnect_required", "new jobs are refused");
        await Eventually.SeesAsync(
            async () => (await house.Client.GetJsonAsync($"/api/v1/outreach/jobs/{jobs[^1]}/explain")).Text,
            text => text.Contains("reconnect_required", StringComparison.Ordinal), "the jobs are held for the reconnect");

        var again = await house.Client.PostJsonAsync($"/api/v1/connect/accounts/{house.AccountId}/reconnect", new { settings = new { password = Next } });
        Assert.Equal("ok", (string?)again.Item["status"]);
        foreach (var job in jobs)
        {
            Assert.Equal("succeeded", (string?)(await house.Client.WhenEndedAsync(job))["status"]);
        }

        Assert.Equal(5, (await house.Dovecot.Mailbox(DovecotServer.Sam).WaitAsync(5, cancellationToken: Cancellation)).Count);
    }

    [Fact]
    public async Task A_person_signs_in_in_the_browser_and_again_after_taking_the_consent_back()
    {
        await using var oauth = await OAuthServer.StartAsync(new OAuthOptions { RotatesRefresh = true });
        await using var dovecot = await DovecotServer.StartAsync(new DovecotOptions { Introspection = oauth.Introspection });
        await using var smtp = new ScriptedSmtpServer(new ScriptedSmtpOptions { Mechanisms = ["XOAUTH2"], WantsSignIn = true, MayEnterByBearer = (_, bearer) => IsGoodAsync(oauth, bearer).GetAwaiter().GetResult() });
        await using var database = await TestDatabase.CreateAsync();
        await using var server = await ServerProcess.StartAsync(database.ConnectionString, _open);
        var connected = await server.Client.PostJsonAsync("/api/v1/connect/accounts", new JsonObject
        {
            ["kind"] = "gmail",
            ["settings"] = new JsonObject
            {
                ["from_address"] = DovecotServer.Team,
                ["client_id"] = new OAuthOptions().ClientId,
                ["client_secret"] = new OAuthOptions().ClientSecret,
                ["authorize_url"] = oauth.Authorization.ToString(),
                ["token_url"] = oauth.Redemption.ToString(),
                ["host"] = Peers.Loopback,
                ["port"] = smtp.Port,
                ["security"] = "none",
                ["imap_host"] = Peers.Loopback,
                ["imap_port"] = dovecot.ImapPort,
                ["imap_security"] = "none",
            },
        }.ToJsonString());
        Assert.True(connected.Status == HttpStatusCode.Created, connected.ToString());
        var id = (string)connected.Item["account_id"]!;
        Assert.Equal("credentials", (string?)connected.Item["status"]);
        Assert.Equal(2000, (int)connected.Item["daily_limit"]!);

        Assert.Contains("is connected", await BrowseAsync((string)connected.Item["sign_in_url"]!, HttpStatusCode.OK));
        Assert.Equal("ok", (string?)await SeeStatusAsync(server.Client, id, "ok").ContinueWith(found => found.Result["status"], Cancellation));
        Assert.Contains("not valid", await BrowseAsync((string)connected.Item["sign_in_url"]!, HttpStatusCode.BadRequest));
        var sent = await AcceptAsync(server.Client, id);
        Assert.Equal("succeeded", (string?)(await server.Client.WhenEndedAsync(sent))["status"]);
        Assert.DoesNotContain("oauth_", (await server.Client.GetJsonAsync($"/api/v1/connect/accounts/{id}")).Text);

        oauth.Revoke();
        smtp.Script = moment => moment.Step == SmtpStep.MailFrom && moment.Session < 3 ? SmtpAnswer.Say("530 5.7.0 Sign in first") : null;
        var held = await AcceptAsync(server.Client, id);
        await SeeStatusAsync(server.Client, id, "credentials");
        var again = await server.Client.PostJsonAsync($"/api/v1/connect/accounts/{id}/reconnect", new { });
        Assert.Contains("is connected", await BrowseAsync((string)again.Item["sign_in_url"]!, HttpStatusCode.OK));
        Assert.Equal("succeeded", (string?)(await server.Client.WhenEndedAsync(held))["status"]);
        Assert.Equal(2, smtp.Messages.Count);
    }

    [Fact]
    public async Task Connecting_says_what_is_wrong_in_words()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var server = await ServerProcess.StartAsync(database.ConnectionString);
        await using var smtp = new ScriptedSmtpServer();
        using var certificate = Certificates.Make();
        await using var secure = new ScriptedSmtpServer(new ScriptedSmtpOptions { Certificate = certificate });
        async Task<string> WhyAsync(int port, string security, string password = DovecotServer.Password, string? pin = null)
        {
            var item = await MailHouse.ConnectAsync(server.Client, new JsonObject
            {
                ["from_address"] = "team@post.test",
                ["host"] = Peers.Loopback,
                ["port"] = port,
                ["security"] = security,
                ["password"] = password,
                ["certificate_sha256"] = pin,
            });
            return $"{item["status"]}: {item["status_reason"]}";
        }

        Assert.StartsWith("ok", await WhyAsync(smtp.Port, "none"), StringComparison.Ordinal);
        Assert.StartsWith("error: 127.0.0.1:9 could not be reached", await WhyAsync(9, "none"), StringComparison.Ordinal);
        await using var other = new ScriptedSmtpServer { Script = moment => moment.Step == SmtpStep.Greeting ? SmtpAnswer.SayAndClose("HTTP/1.1 400 Bad Request, and a secret") : null };
        var foreign = await WhyAsync(other.Port, "none");
        Assert.Contains("does not greet as a mail server", foreign);
        Assert.DoesNotContain("secret", foreign);
        Assert.Contains("offers no STARTTLS", await WhyAsync(smtp.Port, "starttls"));
        Assert.Contains($"pin it by its SHA-256, {certificate.Sha256}", await WhyAsync(secure.Port, "starttls"));
        Assert.StartsWith("ok", await WhyAsync(secure.Port, "starttls", pin: certificate.Sha256), StringComparison.Ordinal);
        Assert.Contains("another certificate than the pinned one", await WhyAsync(secure.Port, "starttls", pin: new string('0', 64)));
        Assert.StartsWith("credentials: 127.0.0.1", await WhyAsync(smtp.Port, "none", "wrong"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_workspace_cannot_point_a_mailbox_at_the_operators_network()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var server = await ServerProcess.StartAsync(database.ConnectionString);
        await using var smtp = new ScriptedSmtpServer();
        var made = await server.Client.PostJsonAsync("/api/v1/workspaces", new { name = "others" });
        using var others = new HttpClient { BaseAddress = server.Address };
        others.DefaultRequestHeaders.Add("x-api-key", (string)made.Item["key"]!);
        var item = await MailHouse.ConnectAsync(others, new JsonObject { ["from_address"] = "a@b.test", ["host"] = Peers.Loopback, ["port"] = smtp.Port, ["security"] = "none" });
        Assert.Contains("at a private address", (string)item["status_reason"]!);
        Assert.False((bool)item["can_receive"]!);
        Assert.Equal(0, smtp.Sessions);
        var nobody = await MailHouse.ConnectAsync(others, new JsonObject { ["from_address"] = "no address", ["host"] = "mail.example.com" });
        Assert.Equal("error: from_address is 'no address', which is no mail address.", $"{nobody["status"]}: {nobody["status_reason"]}");
    }

    private static Task<Answer> PauseAsync(MailHouse house, bool paused) => house.Client.SendJsonAsync(HttpMethod.Patch, $"/api/v1/connect/accounts/{house.AccountId}", new { paused });

    private static async Task<bool> IsGoodAsync(OAuthServer oauth, string bearer)
    {
        using var client = new HttpClient();
        using var form = new FormUrlEncodedContent([new("token", bearer)]);
        using var answer = await client.PostAsync(oauth.Introspection, form, Cancellation);
        return (await answer.Content.ReadAsStringAsync(Cancellation)).Contains("true", StringComparison.Ordinal);
    }

    private static async Task<string> AcceptAsync(HttpClient client, string account) =>
        (string)(await client.PostJsonAsync("/api/v1/outreach/dispatches", Api.Mail(DovecotServer.Alex, account).ToJsonString())).Item["id"]!;

    private static async Task<string> BrowseAsync(string page, HttpStatusCode expected)
    {
        using var browser = new HttpClient();
        using var answer = await browser.GetAsync(page, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.StatusCode == expected, text);
        return text;
    }

    private static Task<JsonNode> SeeStatusAsync(HttpClient client, string account, string status) => Eventually.SeesAsync(
        async () => (await client.GetJsonAsync($"/api/v1/connect/accounts/{account}")).Item, item => (string?)item["status"] == status, $"the account turned {status}");
}
