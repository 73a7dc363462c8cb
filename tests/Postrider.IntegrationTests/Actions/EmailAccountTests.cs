using System.Text.Json.Nodes;
using Postrider.Testing.Server;
using Xunit;
using static Postrider.IntegrationTests.Actions.AccountBodies;

namespace Postrider.IntegrationTests.Actions;

public sealed class EmailAccountTests(ActionsServer server) : IClassFixture<ActionsServer>
{
    [Fact]
    public async Task A_mailbox_that_cannot_be_reached_is_kept_and_says_why()
    {
        var client = await server.ConnectStrangerAsync("unreachable");
        var made = await client.MakeMailboxAsync("team@example.com", new { tags = new[] { "Warm" }, signature = new { signature = "<b>Team</b>" } });
        Assert.Equal(("custom", "disconnected", true, false), ((string?)made["emailAccountType"], (string?)made["connectionStatus"], (bool)made["isDefault"]!, (bool)made["isInUse"]!));
        Assert.Contains("private address", (string?)made["sendingConnectivityError"], StringComparison.Ordinal);
        Assert.Null(made["receivingConnectivityError"]);
        Assert.Equal("<b>Team</b>", (string?)made["signature"]!["signature"]);
        var listed = Assert.Single((await client.GetJsonAsync($"{Mailboxes}?my=true")).Items)!;
        Assert.Equal(("team@example.com", "Warm"), ((string?)listed["email"], (string?)listed["tags"]![0]));
        Assert.True(JsonNode.DeepEquals(made, (await client.GetJsonAsync($"{Mailboxes}/{made["id"]}")).Json));

        // The same account in the other dialect.
        var other = Assert.Single((await client.GetJsonAsync("/api/v1/connect/accounts")).Items)!;
        Assert.Equal(("error", "team@example.com"), ((string?)other["status"], (string?)other["name"]));
    }

    [Fact]
    public async Task Everything_that_was_sent_changes_and_nothing_else()
    {
        var client = await server.ConnectStrangerAsync("changes");
        var made = await client.MakeMailboxAsync("team@example.com");
        var answer = await client.PatchAsync(made, new
        {
            connection = new { senderName = "Team", imapHost = "127.0.0.2", imapPort = 143, smtpSsl = true, smtpPort = 465, smtpPassword = "secret 1", imapPassword = "secret 2" },
            safety = new { dailyLimit = 40, isSendingDelayEnabled = true, minSendingDelaySeconds = 0, maxSendingDelaySeconds = 30, isEmailsThrottlingEnabled = false },
            signature = new { signature = "<p>Regards</p>" },
            optOut = new { isOptOutLinkEnabled = true, optOutTextBlock = "No more of this" },
            rampUp = new { enabled = true, startValue = 5, incrementValue = 2 },
            tags = new[] { "One", "Two", "one" },
        });
        Assert.True((int)answer.Status == 200, answer.ToString());
        Assert.DoesNotContain("secret", answer.Text, StringComparison.Ordinal);
        var now = answer.Json;
        Assert.Equal("""{"email":"team@example.com","senderName":"Team","smtpHost":"127.0.0.1","smtpPort":465,"smtpSsl":true,"imapHost":"127.0.0.2","imapPort":143,"imapSsl":true}""", now["connection"]!.ToJsonString());
        Assert.Equal("""{"dailyLimit":40,"isEmailsThrottlingEnabled":false,"emailsPerInterval":null,"emailsThrottlingSecondsInterval":null,"isSendingDelayEnabled":true,"minSendingDelaySeconds":0,"maxSendingDelaySeconds":30}""", now["safety"]!.ToJsonString());
        Assert.Equal("""{"message":null,"emailFooter":null,"isOptOutLinkEnabled":true,"optOutTextBlock":"No more of this"}""", now["optOut"]!.ToJsonString());
        Assert.Equal("""{"enabled":true,"startValue":5,"incrementValue":2}""", now["rampUp"]!.ToJsonString());
        Assert.Equal("""["One","Two"]""", now["tags"]!.ToJsonString());
        Assert.NotNull(now["receivingConnectivityError"]);

        var settings = Assert.Single((await client.GetJsonAsync("/api/v1/connect/accounts?limit=1")).Items)!;
        var own = (await client.GetJsonAsync($"/api/v1/connect/accounts/{settings["account_id"]}")).Item;
        Assert.Equal(("tls", "starttls", 40, 30), ((string?)own["settings"]!["security"], (string?)own["settings"]!["imap_security"], (int)own["daily_limit"]!, (int)own["jitter_seconds"]!));

        // What it answered can be sent back and changes nothing.
        var back = await client.PatchAsync(made, now);
        Assert.Equal(Without(now, "updatedAt"), Without(back.Json, "updatedAt"));
        var cleared = await client.PatchAsync(made, new
        {
            connection = new { imapHost = (string?)null, senderName = (string?)null },
            safety = new { dailyLimit = (int?)null, isSendingDelayEnabled = false },
            signature = new { signature = (string?)null },
            optOut = new { isOptOutLinkEnabled = false, optOutTextBlock = (string?)null },
            rampUp = new { enabled = false },
            tags = Array.Empty<string>(),
        });
        Assert.Equal("""{"dailyLimit":null,"isEmailsThrottlingEnabled":false,"emailsPerInterval":null,"emailsThrottlingSecondsInterval":null,"isSendingDelayEnabled":false,"minSendingDelaySeconds":null,"maxSendingDelaySeconds":null}""", cleared.Json["safety"]!.ToJsonString());
        Assert.Equal((null, null, null, false, "[]"), (cleared.Json["connection"]!["imapHost"], cleared.Json["signature"]!["signature"], cleared.Json["optOut"]!["optOutTextBlock"], (bool)cleared.Json["rampUp"]!["enabled"]!, cleared.Json["tags"]!.ToJsonString()));
        Assert.Null(cleared.Json["receivingConnectivityError"]);
        Assert.NotNull(cleared.Json["sendingConnectivityError"]);
    }

    [Fact]
    public async Task All_that_is_wrong_with_a_body_is_told_at_once()
    {
        var nothing = await server.Client.PostJsonAsync(Mailboxes, new { });
        nothing.Refused(400, "emailAccount.invalidInput");
        Assert.Equal("/connection", nothing.Pointers());
        var bad = await server.Client.PostJsonAsync(Mailboxes, new
        {
            emailAccountType = "Gmail",
            connection = new { email = "no address", smtpPort = 70_000, smtpSsl = "yes", imapHost = 4, smtpPassword = new string('x', 9000) },
            safety = new { dailyLimit = -1, isEmailsThrottlingEnabled = true, emailsPerInterval = 5, minSendingDelaySeconds = 3, maxSendingDelaySeconds = 90_000 },
            rampUp = new { enabled = true, startValue = 1 },
            optOut = new { message = "Bye", emailFooter = "Bye", optOutTextBlock = "two\nlines" },
            signature = "text",
            tags = new object[] { "", 7 },
        });
        bad.Refused(400, "emailAccount.invalidInput");
        Assert.Equal(
            "/emailAccountType /connection/email /connection/smtpHost /connection/imapHost /connection/smtpSsl /connection/smtpPort /connection/smtpPassword"
            + " /safety/isEmailsThrottlingEnabled /safety/emailsPerInterval /safety/dailyLimit /safety/minSendingDelaySeconds /safety/maxSendingDelaySeconds"
            + " /rampUp/incrementValue /optOut/message /optOut/emailFooter /optOut/optOutTextBlock /signature /tags/0 /tags/1",
            bad.Pointers());
        (await server.Client.PostJsonAsync(Mailboxes, "[]")).Refused(400, "request.invalidJson");
        (await server.Client.GetJsonAsync($"{Mailboxes}?top=0&skip=-1&my=perhaps")).Refused(400, "request.invalidInput");
        (await server.Client.GetJsonAsync($"{Mailboxes}/99999999999999999999")).Refused(404, "emailAccount.notFound");
        var useless = await server.Client.PatchAsync(await server.Client.MakeMailboxAsync("useless@example.com"), new { rampUp = new { startValue = 5 }, safety = new { isSendingDelayEnabled = true } });
        Assert.Equal("/safety/maxSendingDelaySeconds /rampUp/enabled", useless.Pointers());
    }

    [Fact]
    public async Task A_sandbox_account_refuses_what_its_kind_has_not()
    {
        var sandbox = (await server.Client.PostJsonAsync($"{Mailboxes}/filter", new { email = "Sandbox.Email@sandbox.example" })).Items.Single()!;
        var refused = await server.Client.PatchAsync(sandbox, new { connection = new { smtpHost = "mail.example.com", smtpPassword = "secret", smtpSsl = false, email = "another@example.com" } });
        Assert.Equal("/connection/email /connection/smtpHost /connection/smtpSsl /connection/smtpPassword", refused.Pointers());
        var whole = (await server.Client.GetJsonAsync($"{Mailboxes}/{sandbox["id"]}")).Json;
        Assert.Equal("connected", (string?)whole["connectionStatus"]);
        var back = await server.Client.PatchAsync(sandbox, whole);
        Assert.Equal(Without(whole, "updatedAt"), Without(back.Json, "updatedAt"));
    }

    [Fact]
    public async Task A_filter_finds_what_fits_all_of_it_and_pages_go_on()
    {
        var client = await server.ConnectStrangerAsync("filtering");
        foreach (var name in new[] { "one@mail.example.com", "two@example.com", "three@example.org" })
        {
            await client.MakeMailboxAsync(name, new { tags = new[] { name[..3] } });
        }

        async Task<string> FindAsync(object filter, string query = "")
        {
            var answer = await client.PostJsonAsync($"{Mailboxes}/filter{query}", filter);
            return string.Join(' ', answer.Items.Select(item => ((string)item!["email"]!).Split('@')[0])) + ((bool)answer.Json["hasMore"]! ? " …" : "");
        }

        var owner = (long)(await client.GetJsonAsync("/v3/whoami")).Json["userId"]!;
        Assert.Equal("one two three", await FindAsync(new { domains = Array.Empty<string>() }));
        Assert.Equal("one two", await FindAsync(new { domains = new[] { "@Example.com" } }));
        Assert.Equal("three", await FindAsync(new { domains = new[] { "org" }, ownerUserIds = new[] { owner, owner + 1 } }));
        Assert.Equal("", await FindAsync(new { ownerUserIds = new[] { owner + 1 } }));
        Assert.Equal("two", await FindAsync(new { email = "TWO@example.com", status = "Disconnected", emailAccountType = "Custom" }));
        Assert.Equal("", await FindAsync(new { status = "unknown" }));
        Assert.Equal("", await FindAsync(new { status = "connected" }));
        Assert.Equal("", await FindAsync(new { emailAccountType = "exchange" }));
        Assert.Equal("one three", await FindAsync(new { tags = new[] { "ONE", "thr" } }));
        Assert.Equal("two …", await FindAsync(new { }, "?top=1&skip=1"));
        Assert.Equal("three", await FindAsync(new { }, "?top=1&skip=2"));
        var bad = await client.PostJsonAsync($"{Mailboxes}/filter", new { status = "fine", emailAccountType = 1, ownerUserIds = "me", email = 5, domains = new[] { 1 }, tags = "x" });
        bad.Refused(400, "emailAccount.invalidInput");
        Assert.Equal("/status /emailAccountType /ownerUserIds /email /domains/0 /tags", bad.Pointers());
    }

    private static string Without(JsonNode account, string name)
    {
        var copy = account.DeepClone().AsObject();
        copy.Remove(name);
        return copy.ToJsonString();
    }
}
