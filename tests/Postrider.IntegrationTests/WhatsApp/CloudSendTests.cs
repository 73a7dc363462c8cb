using System.Text.Json;
using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Channels;
using Postrider.Contacts;
using Postrider.Jobs;
using Postrider.Storage;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Postrider.Testing.WhatsAppCloud;
using Xunit;

namespace Postrider.IntegrationTests.WhatsApp;

public sealed class CloudSendTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Kind = "whatsapp_cloud";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dispatch_succeeds_with_the_messages_own_id()
    {
        await using var server = await CloudServer.StartAsync();
        await using var node = await CloudHouse.StartAsync(database.Database);
        var account = await node.MakeCloudAsync(server, await node.MakeWorkspaceAsync("sends"));
        var job = await node.WhenEndedAsync(account, (await node.AcceptedAsync(CloudHouse.Dispatch(account))).JobId);
        var taken = Assert.Single(server.Taken);
        Assert.Equal(JobState.Succeeded, job.State);
        var result = JsonElement.Parse(job.ResultJson!);
        Assert.Equal(("message", taken.Id, "accepted"), (result.GetProperty("resolved_action").GetString(), result.GetProperty("message_id").GetString(), result.GetProperty("status").GetString()));
        Assert.Equal("Hi Alex", taken.Body.GetProperty("text").GetProperty("body").GetString());
        Assert.Single(await node.Get<IInboxStore>().ListAsync(account.Workspace, account.AccountId, null, 10, Stop));
        Assert.Empty(server.Faults);
    }

    [Fact]
    public async Task A_file_goes_out_by_the_id_that_its_upload_got()
    {
        await using var server = await CloudServer.StartAsync();
        await using var node = await CloudHouse.StartAsync(database.Database);
        var account = await node.OpenAsync(await node.MakeCloudAsync(server, await node.MakeWorkspaceAsync("files")));
        var workspace = account.Account.Workspace;
        await SendsAsync(new JobContent { Text = "Look", Attachments = [await node.StoreAsync(workspace, "a.png", "image/png", new byte[2000])] });
        await SendsAsync(new JobContent { Text = "The offer", Attachments = [await node.StoreAsync(workspace, "Angebot ä.pdf", null, new byte[3000])] });
        await SendsAsync(new JobContent { Attachments = [await node.StoreAsync(workspace, "a.ogg", "audio/ogg; codecs=opus", new byte[4000])] });
        Assert.Equal(["image", "document", "audio"], server.Taken.Select(taken => taken.Type));
        var document = server.Taken.ElementAt(1).Body.GetProperty("document");
        Assert.Equal(("Angebot ä.pdf", "The offer"), (document.GetProperty("filename").GetString(), document.GetProperty("caption").GetString()));
        Assert.Empty(server.Faults);

        async Task SendsAsync(JobContent content) => Assert.IsType<Outcome.Accepted>(await node.Driver(Kind).PerformAsync(CloudHouse.Job(account, content), Stop));
    }

    [Fact]
    public async Task What_cannot_go_out_is_refused_before_anything_is_asked()
    {
        await using var server = await CloudServer.StartAsync();
        await using var node = await CloudHouse.StartAsync(database.Database);
        var account = await node.OpenAsync(await node.MakeCloudAsync(server, await node.MakeWorkspaceAsync("refusals")));
        var file = new JobAttachment("a.png", "image/png", new string('0', 64), 10);
        Assert.Equal("too_many_attachments", await RefusalAsync(new JobContent { Attachments = [file, file] }));
        Assert.Equal("attachment_too_large", await RefusalAsync(new JobContent { Attachments = [file with { Size = 6 << 20 }] }));
        Assert.Equal("action_failed", await RefusalAsync(new JobContent { Attachments = [file] }));
        Assert.Equal(0, server.Asked);

        async Task<string> RefusalAsync(JobContent content) => Assert.IsType<Outcome.Refused>(await node.Driver(Kind).PerformAsync(CloudHouse.Job(account, content), Stop)).Code;
    }

    [Fact]
    public async Task Outside_the_window_the_template_goes_out_and_inside_it_the_text()
    {
        await using var server = await CloudServer.StartAsync();
        server.IsOpen = false;
        await using var node = await CloudHouse.StartAsync(database.Database);
        var account = await node.MakeCloudAsync(server, await node.MakeWorkspaceAsync("window"), "intro");
        var opened = await node.OpenAsync(account);
        Assert.IsType<Outcome.Accepted>(await node.Driver(Kind).PerformAsync(CloudHouse.Job(opened, new JobContent { Text = "Hi\nAlex" }), Stop));
        var template = Assert.Single(server.Taken).Body.GetProperty("template");
        Assert.Equal("""{"name":"intro","language":{"code":"en_US"},"components":[{"type":"body","parameters":[{"type":"text","text":"Hi Alex"}]}]}""", template.GetRawText());

        var now = TimeProvider.System.GetUtcNow();
        await TellAsync(now.AddHours(-24).AddSeconds(20), "old");
        await node.Driver(Kind).PerformAsync(CloudHouse.Job(opened), Stop);
        await TellAsync(now.AddHours(-23), "new");
        server.IsOpen = true;
        await node.Driver(Kind).PerformAsync(CloudHouse.Job(opened), Stop);
        Assert.Equal(["template", "template", "text"], server.Taken.Select(taken => taken.Type));

        async Task TellAsync(DateTimeOffset at, string id) =>
            Assert.Equal(CallbackVerdict.Taken, await node.Callback(Kind).TakeAsync(CloudNews.Request(CloudNews.Body(CloudNews.Text(CloudHouse.Digits, id, "Yes", at))), opened, Stop));
    }

    [Theory]
    [InlineData("hello_world", false, null)]
    [InlineData("hello_world", true, "template_not_usable")]
    [InlineData("gone", true, "template_not_usable")]
    [InlineData(null, true, "outside_messaging_window")]
    public async Task The_far_side_has_the_last_word_about_templates_and_the_window(string? template, bool takesText, string? refusal)
    {
        await using var server = await CloudServer.StartAsync();
        server.IsOpen = false;
        await using var node = await CloudHouse.StartAsync(database.Database);
        var account = await node.MakeCloudAsync(server, await node.MakeWorkspaceAsync($"templates-{template}-{takesText}"), template, settings => settings["template_takes_text"] = takesText);
        var job = await node.WhenEndedAsync(account, (await node.AcceptedAsync(CloudHouse.Dispatch(account))).JobId);
        Assert.Equal(refusal, job.Fault?.Code);
        Assert.Empty(server.Faults);
    }

    [Fact]
    public async Task Who_opted_out_at_the_far_side_is_suppressed_here()
    {
        await using var server = await CloudServer.StartAsync();
        server.Fate = _ => CloudFate.Error(131050);
        await using var node = await CloudHouse.StartAsync(database.Database);
        var account = await node.MakeCloudAsync(server, await node.MakeWorkspaceAsync("optedout"));
        var job = await node.WhenEndedAsync(account, (await node.AcceptedAsync(CloudHouse.Dispatch(account))).JobId);
        Assert.Equal("recipient_suppressed", job.Fault!.Code);
        Assert.Equal("unsubscribe", (await node.Get<ISuppressionStore>().FindAsync(account.Workspace, RecipientAddress.Phone(CloudHouse.Number)!, Stop))!.Reason);
        Assert.IsType<Acceptance.Reception.Suppressed>(await node.AcceptAsync(CloudHouse.Dispatch(account)));
    }

    [Fact]
    public async Task An_expired_key_holds_the_jobs_and_the_account_says_why()
    {
        await using var server = await CloudServer.StartAsync();
        server.Fate = _ => CloudFate.Error(190, 401);
        await using var node = await CloudHouse.StartAsync(database.Database);
        var account = await node.MakeCloudAsync(server, await node.MakeWorkspaceAsync("expired"));
        var job = (await node.AcceptedAsync(CloudHouse.Dispatch(account))).JobId;
        var broken = await Eventually.SeesAsync(() => node.Get<IAccountStore>().FindAsync(account.Workspace, account.AccountId, Stop), found => found!.Status != AccountStatus.Ok, "the account is broken");
        Assert.Equal(AccountStatus.Credentials, broken!.Status);
        Assert.Contains("(190)", broken.StatusReason);
        Assert.Equal(JobState.Waiting, (await Eventually.SeesAsync(() => node.FindAsync(account.Workspace, job), view => view.State != JobState.Running, "the job went back")).State);

        server.Fate = _ => CloudFate.Taken;
        Assert.True(await node.Get<AccountHealth>().ReportAsync(broken, new ProbeResult(AccountStatus.Ok), Stop));
        Assert.Equal(JobState.Succeeded, (await node.WhenEndedAsync(account, job)).State);
        Assert.Single(server.Taken);
    }

    [Fact]
    public async Task A_probe_tells_the_number_and_subscribes_to_what_comes_in()
    {
        await using var server = await CloudServer.StartAsync();
        await using var node = await CloudHouse.StartAsync(database.Database);
        var account = await node.OpenAsync(await node.MakeCloudAsync(server, await node.MakeWorkspaceAsync("probes")));
        Assert.Equal(new ProbeResult(AccountStatus.Ok, null, "+15550100100"), await node.Driver(Kind).ProbeAsync(account, Stop));
        Assert.Equal(1, server.Subscribed);
        Assert.Equal(AccountStatus.Ok, (await node.Driver(Kind).LookAsync(account, Stop)).Status);
        Assert.Equal(1, server.Subscribed);

        var other = account.Account with { Settings = new() { ["base_url"] = server.Address, ["phone_number_id"] = "999" } };
        Assert.Equal(AccountStatus.Error, (await node.Driver(Kind).ProbeAsync(account with { Account = other }, Stop)).Status);
        foreach (var (setting, bad) in new[] { ("phone_number_id", "../me"), ("business_account_id", "12/34"), ("base_url", "ftp://example.com") })
        {
            var settings = account.Account.Settings.DeepClone().AsObject();
            settings[setting] = bad;
            var found = await node.Driver(Kind).ProbeAsync(account with { Account = account.Account with { Settings = settings } }, Stop);
            Assert.True(found.Status == AccountStatus.Error && found.Reason!.Contains(setting, StringComparison.Ordinal), found.ToString());
        }
    }
}
