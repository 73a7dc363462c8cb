using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Postrider.IntegrationTests.Promises;
using Postrider.Testing.Mail;
using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Xunit;
using static Postrider.IntegrationTests.Actions.AccountBodies;

namespace Postrider.IntegrationTests.Actions;

/// <summary>Mailboxes of a real Postfix and a real Dovecot, and sign-ins that begin.</summary>
[Collection(Alone.Name)]
public sealed class EmailConnectTests
{
    [Fact]
    public async Task A_mailbox_is_connected_in_both_directions_and_each_tells_its_own_fault()
    {
        await using var dovecot = await DovecotServer.StartAsync();
        await using var postfix = await PostfixServer.StartAsync(dovecot);
        await using var database = await TestDatabase.CreateAsync();
        var authority = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(authority, dovecot.Certificate.CertificatePem, TestContext.Current.CancellationToken);
            await using var server = await ServerProcess.StartAsync(database.ConnectionString, new Dictionary<string, string> { ["SSL_CERT_FILE"] = authority });
            using var client = Documented(server);
            var made = await CreateAsync(client, dovecot, postfix);
            Assert.True((string?)made["connectionStatus"] == "connected", $"{made}\n{server.Log}");
            Assert.Equal((null, null, true), (made["sendingConnectivityError"], made["receivingConnectivityError"], (bool)made["isDefault"]!));
            var sent = await client.PostJsonAsync("/api/v1/outreach/dispatches", Api.Mail(DovecotServer.Alex, (string)(await client.GetJsonAsync("/api/v1/connect/accounts?channel=email")).Items[0]!["account_id"]!).ToJsonString());
            Assert.Equal("succeeded", (string?)(await client.WhenEndedAsync((string)sent.Item["id"]!))["status"]);

            var deaf = await client.PatchAsync(made, new { connection = new { imapPassword = "wrong" } });
            Assert.Equal(("disconnected", null), ((string?)deaf.Json["connectionStatus"], deaf.Json["sendingConnectivityError"]));
            Assert.Contains("does not accept the sign-in", (string?)deaf.Json["receivingConnectivityError"], StringComparison.Ordinal);
            var both = await client.PatchAsync(made, new { connection = new { smtpPassword = "wrong, too" } });
            Assert.NotNull(both.Json["sendingConnectivityError"]);
            Assert.NotNull(both.Json["receivingConnectivityError"]);
            var mute = await client.PatchAsync(made, new { connection = new { imapPassword = DovecotServer.Password } });
            Assert.NotNull(mute.Json["sendingConnectivityError"]);
            Assert.Null(mute.Json["receivingConnectivityError"]);
            var well = await client.PatchAsync(made, new { connection = new { smtpPassword = DovecotServer.Password } });
            Assert.Equal("connected", (string?)well.Json["connectionStatus"]);
        }
        finally
        {
            File.Delete(authority);
        }
    }

    [Fact]
    public async Task A_sign_in_begins_with_the_operators_own_registration_or_says_what_is_missing()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var server = await ServerProcess.StartAsync(database.ConnectionString, new Dictionary<string, string>
        {
            ["POSTRIDER_MICROSOFT_CLIENT_ID"] = "our-client",
            ["POSTRIDER_MICROSOFT_CLIENT_SECRET"] = "hush hush",
            ["POSTRIDER_MICROSOFT_TENANT"] = "our.example",
            ["POSTRIDER_PUBLIC_URL"] = "https://post.example",
        });
        using var client = Documented(server);
        var unset = await client.GetJsonAsync($"{Mailboxes}/connect/gmail?email=a@example.com");
        unset.Refused(400, "emailAccount.signInNotConfigured");
        Assert.Contains("POSTRIDER_GMAIL_CLIENT_ID", (string?)unset.Json["detail"], StringComparison.Ordinal);
        var nobody = await client.GetJsonAsync($"{Mailboxes}/connect/office-365?email=nobody&senderName=two%0Alines");
        nobody.Refused(400, "emailAccount.invalidInput");
        Assert.Equal("/email /senderName", nobody.Pointers());

        var begun = await client.GetJsonAsync($"{Mailboxes}/connect/office-365?email=alex@our.example&senderName=Alex");
        var page = new Uri((string)begun.Json["authorizationUrl"]!);
        Assert.StartsWith("https://login.microsoftonline.com/our.example/", page.AbsoluteUri, StringComparison.Ordinal);
        Assert.Contains("client_id=our-client", page.Query, StringComparison.Ordinal);
        Assert.Contains(Uri.EscapeDataString("https://post.example/connect/callback"), page.Query, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", begun.Text, StringComparison.Ordinal);
        var account = await client.GetJsonAsync($"{Mailboxes}/{begun.Json["emailAccountId"]}");
        Assert.Equal(("outlook", "disconnected", "Alex"), ((string?)account.Json["emailAccountType"], (string?)account.Json["connectionStatus"], (string?)account.Json["connection"]!["senderName"]));
        Assert.DoesNotContain("hush", account.Text, StringComparison.Ordinal);

        // Asking again makes no second account, and the link before is no longer good.
        var again = await client.GetJsonAsync($"{Mailboxes}/connect/office-365?email=ALEX@our.example");
        Assert.Equal((long)begun.Json["emailAccountId"]!, (long)again.Json["emailAccountId"]!);
        Assert.NotEqual((string?)begun.Json["authorizationUrl"], (string?)again.Json["authorizationUrl"]);
        Assert.Single((await client.PostJsonAsync($"{Mailboxes}/filter", new { emailAccountType = "outlook" })).Items);
    }

    private static HttpClient Documented(ServerProcess server) => new(new DocumentedAnswers())
    {
        BaseAddress = server.Address,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", ServerProcess.Key) },
    };

    private static async Task<JsonNode> CreateAsync(HttpClient client, DovecotServer dovecot, PostfixServer postfix)
    {
        var answer = await client.PostJsonAsync(Mailboxes, new
        {
            connection = new
            {
                email = DovecotServer.Team,
                senderName = "Team",
                smtpHost = "127.0.0.1",
                smtpPort = postfix.SubmissionPort,
                smtpSsl = true,
                smtpPassword = DovecotServer.Password,
                imapHost = "127.0.0.1",
                imapPort = dovecot.ImapsPort,
                imapSsl = true,
                imapPassword = DovecotServer.Password,
            },
        });
        Assert.True((int)answer.Status == 200, answer.ToString());
        return answer.Json;
    }
}
