using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Postrider.IntegrationTests.Mail;
using Postrider.IntegrationTests.Promises;
using Postrider.Mail.Mime;
using Postrider.Testing.Engine;
using Postrider.Testing.Mail;
using Postrider.Testing.Server;
using Xunit;
using static Postrider.IntegrationTests.Actions.AccountBodies;

namespace Postrider.IntegrationTests.Actions;

/// <summary>A mail to one person and the thread that comes of it, with a real Postfix and a real Dovecot.</summary>
[Collection(Alone.Name)]
public sealed class DirectMailTests
{
    private const string Kim = "kim@post.test";
    private const string Subject = "Grüße — a question";
    private const string Signature = "<p>Team Ünïcode<br>post.test</p>";

    private static readonly DovecotOptions _people = new()
    {
        Users = new[] { DovecotServer.Team, DovecotServer.Alex, DovecotServer.Sam, Kim }.ToDictionary(user => user, _ => DovecotServer.Password),
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mail_becomes_a_thread_that_is_answered_to_all_its_readers_and_goes_on()
    {
        await using var house = await MailHouse.OpenAsync(_people);
        using var client = Documented(house);
        await house.ListeningAsync();
        var mailbox = await MailboxAsync(client);
        var sent = await SendAsync(client, mailbox);
        Assert.Equal((200, "sent", true), ((int)sent.Status, (string?)sent.Json["status"], Guid.TryParse((string?)sent.Json["messageId"], out _)));
        var (first, firstRaw) = await LastAsync(house, DovecotServer.Alex, 1);
        Assert.Equal((Subject, "<p>Hällo <b>Alex</b></p>", "Hällo Alex"), (first.Subject, first.Html?.TrimEnd(), first.Text));
        Assert.Equal([("Team Ünïcode", DovecotServer.Team)], first.From.Select(from => (from.Name!, from.Address)));
        Assert.Contains("Content-Type: multipart/alternative", firstRaw, StringComparison.OrdinalIgnoreCase);

        await AnswerAsync(house, first, "Yes, tell me more.");
        var (answer, _) = await LastAsync(house, DovecotServer.Team, 1);
        var thread = await UnreadAsync(client, house);
        Assert.Equal((DovecotServer.Alex, "Yes, tell me more."), ((string?)thread["contact"]!["email"], (string?)thread["bodyPreview"]));
        var path = $"/v3/inbox/threads/{thread["id"]}";

        var file = RandomNumberGenerator.GetBytes(300_000);
        var upload = await client.UploadAsync(Uploads.Files, file, "Übersicht.pdf", "application/pdf");
        await client.PatchAsync(mailbox, new { signature = new { signature = Signature } });
        var reply = await client.PostJsonAsync($"{path}/messages", new
        {
            channel = "email",
            message = "<p>Here it is.</p>",
            cc = new[] { DovecotServer.Sam },
            bcc = new[] { Kim },
            attachmentIds = new[] { (long)upload.Json["id"]! },
            applySignature = true,
        });
        Assert.True((int)reply.Status == 200, $"{reply}\n{house.Server.Log}");
        Assert.Equal($"Re: {Subject}", (string?)reply.Json["subject"]);
        var (second, _) = await LastAsync(house, DovecotServer.Alex, 2);
        foreach (var (person, count) in new[] { (DovecotServer.Alex, 2), (DovecotServer.Sam, 1), (Kim, 1) })
        {
            var (mail, raw) = await LastAsync(house, person, count);
            Assert.Equal((second.MessageId, $"Re: {Subject}", answer.MessageId), (mail.MessageId, mail.Subject, mail.InReplyTo));
            Assert.Equal([first.MessageId!, answer.MessageId!], mail.References);
            Assert.Equal(($"<p>Here it is.</p><br><br>{Signature}", "Here it is."), (mail.Html?.TrimEnd(), mail.Text?.Split('\n')[0]));
            Assert.Contains("Team Ünïcode", mail.Text, StringComparison.Ordinal);
            Assert.Equal((DovecotServer.Alex, DovecotServer.Sam), (Assert.Single(mail.To).Address, Assert.Single(mail.Cc).Address));
            Assert.Null(mail.Headers["Bcc"]);

            // What stands above From was written by the servers on the way; that names who the copy was for.
            Assert.DoesNotContain(Kim, person == Kim ? raw[raw.IndexOf("\r\nFrom:", StringComparison.Ordinal)..] : raw, StringComparison.OrdinalIgnoreCase);
            var found = Assert.Single(mail.Files);
            Assert.Equal(("Übersicht.pdf", "application/pdf"), (found.Name, found.ContentType));
            Assert.Equal(SHA256.HashData(file), await HashAsync(raw, found.PartNumber));
        }

        Assert.Equal("{}", (await client.PostJsonAsync("/v3/inbox/threads/mark-as-read", new { threadIds = new[] { (long)thread["id"]! } })).Text);
        await AnswerAsync(house, second, "Thank you.");
        var (thanks, _) = await LastAsync(house, DovecotServer.Team, 2);
        Assert.Equal((long)thread["id"]!, (long)(await UnreadAsync(client, house))["id"]!);
        Assert.Single((await client.GetJsonAsync("/v3/inbox/threads")).Items);
        Assert.Equal([true, false, true, false], (await client.GetJsonAsync(path)).Json["messages"]!.AsArray().Select(message => (bool)message!["isOutbound"]!));

        Assert.Equal(200, (int)(await client.PostJsonAsync($"{path}/messages", new { channel = "email", message = "<p>Welcome.</p>" })).Status);
        var (last, _) = await LastAsync(house, DovecotServer.Alex, 3);
        Assert.Equal(thanks.MessageId, last.InReplyTo);
        Assert.Equal([first.MessageId!, answer.MessageId!, second.MessageId!, thanks.MessageId!], last.References);
        Assert.Equal(("<p>Welcome.</p>", 0, 0), (last.Html?.TrimEnd(), last.Cc.Count, last.Files.Count));
    }

    [Fact]
    public async Task A_copy_that_the_server_refuses_refuses_the_whole_mail()
    {
        await using var house = await MailHouse.OpenAsync(_people);
        using var client = Documented(house);
        await house.ListeningAsync();
        await SendAsync(client, await MailboxAsync(client));
        var (first, _) = await LastAsync(house, DovecotServer.Alex, 1);
        await AnswerAsync(house, first, "Yes.");
        var path = $"/v3/inbox/threads/{(await UnreadAsync(client, house))["id"]}/messages";

        foreach (var (cc, bcc) in new (string[] Cc, string[] Bcc)[] { ([DovecotServer.Sam, "nobody@post.test"], [Kim]), ([DovecotServer.Sam], [Kim, "nobody@post.test"]) })
        {
            var refused = await client.PostJsonAsync(path, new { channel = "email", message = $"<p>To {cc.Length} and {bcc.Length}.</p>", cc, bcc });
            refused.Refused(400, "contact.sendFailed");
            Assert.Contains("nobody@post.test", (string?)refused.Json["detail"], StringComparison.Ordinal);
        }

        // Whatever of them had been taken would lie there before this one, which goes the same way.
        Assert.Equal(200, (int)(await client.PostJsonAsync(path, new { channel = "email", message = "<p>To all.</p>", cc = new[] { DovecotServer.Sam }, bcc = new[] { Kim } })).Status);
        foreach (var (person, count) in new[] { (DovecotServer.Alex, 2), (DovecotServer.Sam, 1), (Kim, 1) })
        {
            var (mail, _) = await LastAsync(house, person, count);
            Assert.Equal("To all.", mail.Text);
            Assert.Equal(count, house.Dovecot.Mailbox(person).Read().Count);
        }
    }

    private static HttpClient Documented(MailHouse house) => new(new DocumentedAnswers())
    {
        BaseAddress = house.Server.Address,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", ServerProcess.Key) },
    };

    /// <summary>The real mailbox, which is not the sandbox's.</summary>
    private static async Task<JsonNode> MailboxAsync(HttpClient client) =>
        (await client.PostJsonAsync($"{Mailboxes}/filter", new { email = DovecotServer.Team })).Items.Single()!;

    private static async Task<Answer> SendAsync(HttpClient client, JsonNode mailbox)
    {
        var contact = await client.PostJsonAsync("/v3/contacts", new { firstName = "Alex", email = DovecotServer.Alex });
        return await client.PostJsonAsync(
            $"/v3/contacts/{contact.Json["id"]}/send-direct-email", new { emailAccountId = (long)mailbox["id"]!, subject = Subject, body = "<p>Hällo <b>Alex</b></p>" });
    }

    private static Task AnswerAsync(MailHouse house, ParsedMail mail, string text) => Swaks.SubmitAsync(
        house, DovecotServer.Alex, $"Re: {Subject}", text, $"In-Reply-To: <{mail.MessageId}>", $"References: {string.Join(' ', mail.References.Append(mail.MessageId).Select(id => $"<{id}>"))}");

    private static async Task<JsonNode> UnreadAsync(HttpClient client, MailHouse house) => Assert.Single(await Eventually.SeesAsync(
        async () => (await client.GetJsonAsync("/v3/inbox/threads")).Items.Where(thread => !(bool)thread!["isRead"]!).ToList(),
        threads => threads.Count == 1, $"the answer is an unread thread; the server wrote:\n{house.Server.Log}"))!;

    /// <summary>The last of so many mails that somebody got.</summary>
    private static async Task<(ParsedMail Mail, string Raw)> LastAsync(MailHouse house, string person, int count)
    {
        var found = (await house.Dovecot.Mailbox(person).WaitAsync(count, cancellationToken: Cancellation))[count - 1];
        using var stream = new MemoryStream(found.Content);
        return (await MailReader.ReadAsync(stream, MailLimits.Default, Cancellation), found.Text);
    }

    private static async Task<byte[]> HashAsync(string raw, string part)
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(raw));
        using var content = new MemoryStream();
        Assert.True(await MailReader.CopyPartAsync(stream, part, content, MailLimits.Default, Cancellation));
        return SHA256.HashData(content.ToArray());
    }
}
