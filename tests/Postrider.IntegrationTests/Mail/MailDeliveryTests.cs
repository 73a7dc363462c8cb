using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Postrider.IntegrationTests.Promises;
using Postrider.Mail.Mime;
using Postrider.Testing.Engine;
using Postrider.Testing.Mail;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.Mail;

/// <summary>Mail both ways, through the API at one end and real servers at the other.</summary>
[Collection(Alone.Name)]
public sealed class MailDeliveryTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mail_arrives_byte_right_with_its_subject_its_alternatives_and_its_files()
    {
        await using var house = await MailHouse.OpenAsync();
        var file = RandomNumberGenerator.GetBytes(300_000);
        var job = await house.SendAsync(DovecotServer.Alex, content =>
        {
            content["subject"] = "Grüße an Ålex — 日本語 🚀";
            content["text"] = "Hällo Alex,\n\n.a line with a dot\nFrom here on";
            content["html"] = "<p>Hällo <b>Alex</b> <img src=\"cid:logo\"></p>";
            content["attachments"] = new JsonArray(
                new JsonObject { ["filename"] = "Übersicht 2026.pdf", ["contentType"] = "application/pdf", ["contentBase64"] = Convert.ToBase64String(file) },
                new JsonObject { ["filename"] = "logo.png", ["contentType"] = "image/png", ["contentBase64"] = Convert.ToBase64String(file.AsSpan(0, 500)), ["contentId"] = "logo" });
        });

        Assert.Equal("succeeded", (string?)job["status"]);
        Assert.Equal("message", (string?)job["result"]!["resolved_action"]);
        var raw = Assert.Single(await house.Dovecot.Mailbox(DovecotServer.Alex).WaitAsync(1, cancellationToken: Cancellation)).Content;
        using var stream = new MemoryStream(raw);
        var mail = await MailReader.ReadAsync(stream, MailLimits.Default, Cancellation);
        Assert.Equal("Grüße an Ålex — 日本語 🚀", mail.Subject);
        Assert.Equal("Hällo Alex,\n\n.a line with a dot\nFrom here on", mail.Text);
        Assert.Equal("<p>Hällo <b>Alex</b> <img src=\"cid:logo\"></p>", mail.Html!.TrimEnd());
        Assert.Equal([("Team Ünïcode", DovecotServer.Team)], mail.From.Select(from => (from.Name!, from.Address)));
        Assert.Equal($"<{mail.MessageId}>", (string?)job["result"]!["message_id"]);
        Assert.Equal(["logo.png", "Übersicht 2026.pdf"], mail.Files.Select(found => found.Name).Order(StringComparer.Ordinal));
        Assert.Equal(SHA256.HashData(file), await HashAsync(raw, mail.Files.Single(found => found.ContentId is null).PartNumber));
        Assert.Equal(SHA256.HashData(file.AsSpan(0, 500)), await HashAsync(raw, mail.Files.Single(found => found.ContentId == "logo").PartNumber));
        Assert.DoesNotContain(raw, letter => letter > 127);

        // Postfix files no sent mail, so a copy was put there, once.
        var copy = Assert.Single(await house.Dovecot.Mailbox(DovecotServer.Team).WaitAsync(1, "Sent", Cancellation));
        Assert.Contains($"Message-ID: <{mail.MessageId}>\r\n", copy.Text);
    }

    [Fact]
    public async Task A_reply_is_in_the_conversation_within_two_seconds_and_its_raw_form_can_be_fetched()
    {
        await using var house = await MailHouse.OpenAsync();
        var job = await house.SendAsync(DovecotServer.Alex);
        await house.ListeningAsync();

        // A machine with much else to do may be late once: then another reply shows what the servers are capable of.
        var replies = 0;
        for (var took = TimeSpan.MaxValue; took >= TimeSpan.FromSeconds(2);)
        {
            Assert.True(replies < 5, $"It took {took.TotalSeconds:0.0} s from before the last of {replies} replies was submitted:\n{house.Server.Log}");
            var since = Stopwatch.GetTimestamp();
            await ReplyAsync(house, "Re: Quick introduction", "Yes, let us talk.", (string)job["result"]!["message_id"]!);
            var told = await house.EventsAsync("message.received", ++replies);
            took = Stopwatch.GetElapsedTime(since);
            Assert.Equal(Enumerable.Repeat((string?)job["id"], replies), told.Select(one => (string?)one["job_id"]));
        }

        var conversation = Assert.Single((await house.Client.GetJsonAsync("/api/v1/inbox/conversations")).Items)!;
        Assert.Equal(DovecotServer.Alex, (string?)conversation["contact"]);
        var messages = (await house.Client.GetJsonAsync($"/api/v1/inbox/conversations/{conversation["id"]}/messages")).Items;
        Assert.Equal([("out", "message"), .. Enumerable.Repeat(("in", "reply"), replies)], messages.Select(message => ((string)message!["direction"]!, (string)message["kind"]!)));
        Assert.Equal("Hi Alex, this is a quick test.", (string?)messages[0]!["text"]);
        Assert.Equal("Yes, let us talk.", (string?)messages[1]!["text"]);
        var raw = await house.Client.GetStringAsync($"/api/v1/inbox/messages/{messages[1]!["id"]}/raw", Cancellation);
        Assert.Contains("Subject: Re: Quick introduction\r\n", raw);
        Assert.Contains("Yes, let us talk.", raw);
    }

    [Fact]
    public async Task A_large_reply_is_kept_whole_and_its_files_are_told()
    {
        await using var house = await MailHouse.OpenAsync();
        var job = await house.SendAsync(DovecotServer.Alex);
        await house.ListeningAsync();
        var path = Path.Combine(Directory.CreateTempSubdirectory("postrider-test-").FullName, "report.bin");
        var file = RandomNumberGenerator.GetBytes(5_000_000);
        await File.WriteAllBytesAsync(path, file, Cancellation);
        await Swaks.SubmitAsync(house, DovecotServer.Alex, "Re: with a file", "Here it is.", ["--attach-type", "application/octet-stream", "--attach", $"@{path}"], $"In-Reply-To: {job["result"]!["message_id"]}");
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);

        var told = Assert.Single(await house.EventsAsync("message.received"));
        var message = (await house.Client.GetJsonAsync($"/api/v1/inbox/messages/{told["data"]!["message_id"]}")).Item;
        Assert.Equal("Here it is.", ((string)message["text"]!).Trim());
        var found = Assert.Single(message["files"]!.AsArray())!;
        Assert.Equal(("report.bin", 5_000_000L), ((string)found["name"]!, (long)found["size"]!));
        var raw = await house.Client.GetByteArrayAsync($"/api/v1/inbox/messages/{message["id"]}/raw", Cancellation);
        Assert.Equal(SHA256.HashData(file), await HashAsync(raw, "2"));
    }

    [Fact]
    public async Task A_bounce_marks_the_job_and_suppresses_the_address()
    {
        await using var house = await MailHouse.OpenAsync();
        await house.ListeningAsync();
        var address = $"nobody@{PostfixServer.LateDomain}";
        var job = await house.SendAsync(address);

        var told = Assert.Single(await house.EventsAsync("message.bounced"));
        Assert.Equal((string?)job["id"], (string?)told["job_id"]);
        Assert.True((bool)told["data"]!["permanent"]!);
        var after = (await house.Client.GetJsonAsync($"/api/v1/outreach/jobs/{job["id"]}")).Item;
        Assert.Equal("succeeded", (string?)after["status"]);
        Assert.Equal("bounced", (string?)after["result"]!["status"]);
        var again = await house.Client.PostJsonAsync("/api/v1/outreach/dispatches", Api.Mail(address, house.AccountId).ToJsonString());
        Assert.Equal("recipient_suppressed", again.Code);
    }

    [Fact]
    public async Task What_came_while_no_node_listened_is_taken_in_afterwards_once_and_marked()
    {
        await using var house = await MailHouse.OpenAsync();
        var job = await house.SendAsync(DovecotServer.Alex);
        await house.ListeningAsync();
        await house.Server.StopAsync();
        await ReplyAsync(house, "Re: Quick introduction", "While you were out.", (string)job["result"]!["message_id"]!);
        await house.Dovecot.Mailbox(DovecotServer.Team).WaitAsync(1, cancellationToken: Cancellation);

        await using var first = await ServerProcess.StartAsync(house.Database.ConnectionString);
        await using var second = await ServerProcess.StartAsync(house.Database.ConnectionString);
        await Eventually.SeesAsync(
            async () => (await first.Client.GetJsonAsync("/api/v1/events?limit=1000")).Items.Count(item => (string?)item!["kind"] == "message.received"),
            count => count == 1, "the reply was taken in", TimeSpan.FromSeconds(30));
        var conversation = Assert.Single((await second.Client.GetJsonAsync("/api/v1/inbox/conversations")).Items)!;
        var messages = (await second.Client.GetJsonAsync($"/api/v1/inbox/conversations/{conversation["id"]}/messages")).Items;
        Assert.True((bool)messages[1]!["backfilled"]!);
    }

    [Fact]
    public async Task An_out_of_office_is_no_reply_and_own_mail_and_strangers_are_none_of_ours()
    {
        await using var house = await MailHouse.OpenAsync();
        var job = await house.SendAsync(DovecotServer.Alex);
        await house.ListeningAsync();
        await house.SendAsync(DovecotServer.Team);
        await Swaks.SubmitAsync(house, "stranger@elsewhere.test", "Buy now", "Cheap.");
        await Swaks.SubmitAsync(house, DovecotServer.Alex, "Out of office", "Back on Monday.", "Auto-Submitted: auto-replied", $"In-Reply-To: {job["result"]!["message_id"]}");

        var told = Assert.Single(await house.EventsAsync("message.auto_reply"));
        Assert.Equal((string?)job["id"], (string?)told["job_id"]);
        Assert.DoesNotContain((await house.Client.GetJsonAsync("/api/v1/events?limit=1000")).Items, item => (string?)item!["kind"] == "message.received");
    }

    private static Task ReplyAsync(MailHouse house, string subject, string text, string messageId) =>
        Swaks.SubmitAsync(house, DovecotServer.Alex, subject, text, $"In-Reply-To: {messageId}", $"References: {messageId}");

    private static async Task<byte[]> HashAsync(byte[] raw, string part)
    {
        using var stream = new MemoryStream(raw);
        using var content = new MemoryStream();
        Assert.True(await MailReader.CopyPartAsync(stream, part, content, MailLimits.Default, Cancellation));
        return SHA256.HashData(content.ToArray());
    }
}
