using System.Text.Json;
using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Channels;
using Postrider.Contacts;
using Postrider.Events;
using Postrider.Jobs;
using Postrider.Storage;
using Postrider.Testing;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Postrider.Testing.TwilioWhatsApp;
using Xunit;

namespace Postrider.IntegrationTests.WhatsApp;

public sealed class TwilioMessageTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Kind = TwilioMessageHouse.Kind;
    private const int Jobs = 100;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dispatch_succeeds_and_what_becomes_of_it_is_told()
    {
        await using var server = await MessageServer.StartAsync();
        await using var node = await CloudHouse.StartAsync(database.Database);
        var account = await node.MakeTwilioAsync(server, "twsends");
        var job = await node.WhenEndedAsync(account, (await node.AcceptedAsync(CloudHouse.Dispatch(account))).JobId);
        var taken = Assert.Single(server.Taken);
        Assert.Equal(("whatsapp:+14155552671", MessageServer.From, "Hi Alex"), (taken.To, taken.Form["From"], taken.Form["Body"]));
        Assert.StartsWith("https://postrider.example/callbacks/", taken.Form["StatusCallback"], StringComparison.Ordinal);
        var result = JsonElement.Parse(job.ResultJson!);
        Assert.Equal(("message", taken.Sid), (result.GetProperty("resolved_action").GetString(), result.GetProperty("message_id").GetString()));

        var opened = await node.OpenAsync(account);
        foreach (var status in new[] { "sent", "read", "delivered", "delivered" })
        {
            Assert.Equal(CallbackVerdict.Taken, await AskAsync(MessageServer.AuthKey, Status(taken, status)));
        }

        Assert.Equal(CallbackVerdict.Taken, await AskAsync(MessageServer.AuthKey, [.. Status(taken, "undelivered"), ("ErrorCode", "21610")]));
        Assert.Equal(CallbackVerdict.Forged, await AskAsync("another key", Status(taken, "read")));
        Assert.Equal(CallbackVerdict.Forged, await AskAsync(MessageServer.AuthKey, Status(taken, "read"), opened with { Secrets = new Dictionary<string, string>() }));
        Assert.Equal(CallbackVerdict.Foreign, await AskAsync(MessageServer.AuthKey, [.. Status(taken, "read").Where(field => field.Name != "AccountSid"), ("AccountSid", "ACother")]));
        Assert.Equal(CallbackVerdict.Malformed, await AskAsync(MessageServer.AuthKey, [("Body", "Hi")]));
        var told = (await node.Get<IEventStore>().ReadAsync(account.Workspace, 0, null, 1000, Stop)).Where(found => found.Kind is EventKind.MessageRead or EventKind.MessageDelivered or EventKind.MessageFailed).ToList();
        Assert.Equal([EventKind.MessageRead, EventKind.MessageDelivered, EventKind.MessageFailed], told.Select(found => found.Kind));
        Assert.Contains("(21610)", told[^1].DataJson);
        Assert.NotNull(await node.Get<ISuppressionStore>().FindAsync(account.Workspace, RecipientAddress.Phone(CloudHouse.Number)!, Stop));

        Task<CallbackVerdict> AskAsync(string key, (string Name, string Value)[] fields, DriverAccount? by = null) => node.Callback(Kind).TakeAsync(MessageServer.Callback(key, fields), by ?? opened, Stop);
    }

    [Fact]
    public async Task What_comes_in_is_taken_in_once_and_opens_the_window()
    {
        await using var server = await MessageServer.StartAsync();
        server.IsOpen = false;
        await using var node = await CloudHouse.StartAsync(database.Database);
        var account = await node.MakeTwilioAsync(server, "twinbound", MessageServer.TemplateSid);
        var opened = await node.OpenAsync(account);
        Assert.IsType<Outcome.Accepted>(await node.Driver(Kind).PerformAsync(CloudHouse.Job(opened, new JobContent { Text = "Hi\n\"Alex\"  ä" }), Stop));
        Assert.Equal("Hi \"Alex\" ä", JsonElement.Parse(Assert.Single(server.Taken).Form["ContentVariables"]).GetProperty("1").GetString());

        (string, string)[] inbound = [("MessageSid", "SMin"), ("AccountSid", MessageServer.AccountSid), ("From", "whatsapp:+14155552671"), ("To", MessageServer.From), ("SmsStatus", "received"), ("Body", "Yes + more = ä"), ("ProfileName", "Alex"), ("NumMedia", "1"), ("MediaUrl0", "https://api.twilio.com/m/1"), ("MediaContentType0", "image/jpeg")];
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => node.Callback(Kind).TakeAsync(MessageServer.Callback(MessageServer.AuthKey, inbound), opened, Stop)));
        var conversation = Assert.Single(await node.Get<IInboxStore>().ListAsync(account.Workspace, "tw", null, 10, Stop));
        var message = Assert.Single(await node.Get<IInboxStore>().ListMessagesAsync(account.Workspace, conversation.ConversationId, null, 10, Stop));
        Assert.Equal(("Yes + more = ä", "Alex", "+14155552671", "https://api.twilio.com/m/1"), (message.Text, message.FromName, message.FromAddress, Assert.Single(message.Files).Part));
        server.IsOpen = true;
        await node.Driver(Kind).PerformAsync(CloudHouse.Job(opened), Stop);
        Assert.Equal("Hi Alex", server.Taken.Last().Form["Body"]);

        await node.Callback(Kind).TakeAsync(MessageServer.Callback(MessageServer.AuthKey, ("MessageSid", "SMstop"), ("AccountSid", MessageServer.AccountSid), ("From", "whatsapp:+14155552671"), ("To", "whatsapp:+15550100199"), ("Body", "Stop")), opened, Stop);
        Assert.Null(await node.Get<ISuppressionStore>().FindAsync(account.Workspace, conversation.Address, Stop));
        await node.Callback(Kind).TakeAsync(MessageServer.Callback(MessageServer.AuthKey, ("MessageSid", "SMstop"), ("AccountSid", MessageServer.AccountSid), ("From", "whatsapp:+14155552671"), ("To", MessageServer.From), ("Body", "Stop")), opened, Stop);
        Assert.NotNull(await node.Get<ISuppressionStore>().FindAsync(account.Workspace, conversation.Address, Stop));
        Assert.Empty(server.Faults);
    }

    [Fact]
    public async Task Noes_and_settings_are_told_apart()
    {
        await using var server = await MessageServer.StartAsync();
        await using var node = await CloudHouse.StartAsync(database.Database);
        var opened = await node.OpenAsync(await node.MakeTwilioAsync(server, "twnoes"));
        var driver = node.Driver(Kind);
        Assert.Equal(new ProbeResult(AccountStatus.Ok, null, "+15550100100"), await driver.ProbeAsync(opened, Stop));
        server.State = "suspended";
        Assert.Equal(AccountStatus.Error, (await driver.ProbeAsync(opened, Stop)).Status);
        Assert.Equal("attachment_not_possible", await RefusalAsync(new JobContent { Text = "Hi", Attachments = [new JobAttachment("a.png", null, new string('0', 64), 1)] }));
        Assert.Equal("message_too_long", await RefusalAsync(new JobContent { Text = new string('x', 1601) }));
        Assert.Equal(0, server.Asked);
        server.IsOpen = false;
        Assert.Equal("outside_messaging_window", await RefusalAsync(new JobContent { Text = "Hi" }));
        server.IsOpen = true;
        var service = TwilioMessageHouse.Settings(server, from: "MG0123456789abcdef0123456789abcdef");
        Assert.IsType<Outcome.Accepted>(await driver.PerformAsync(CloudHouse.Job(opened with { Account = opened.Account with { Settings = service } }), Stop));
        Assert.Equal("MG0123456789abcdef0123456789abcdef", Assert.Single(server.Taken).Form["MessagingServiceSid"]);
        foreach (var (setting, bad) in new[] { ("account_sid", "AC/.."), ("from", "alex"), ("template", "intro"), ("base_url", "http://a:b@example.com") })
        {
            var settings = TwilioMessageHouse.Settings(server);
            settings[setting] = bad;
            var found = await driver.ProbeAsync(opened with { Account = opened.Account with { Settings = settings } }, Stop);
            Assert.True(found.Status == AccountStatus.Error && found.Reason!.Contains(setting, StringComparison.Ordinal), found.ToString());
        }

        async Task<string> RefusalAsync(JobContent content) => Assert.IsType<Outcome.Refused>(await driver.PerformAsync(CloudHouse.Job(opened, content), Stop)).Code;
    }

    /// <summary>Promise 2 at a far side that lists what it made.</summary>
    [Fact]
    public async Task A_hundred_messages_whose_answers_were_lost_all_arrive_once()
    {
        var clock = new RunningClock();
        await using var server = await MessageServer.StartAsync(clock);
        Lapse[] lapses = [Lapse.Silence, Lapse.Cut, Lapse.Half, Lapse.Empty, Lapse.Gateway];

        // Every second one was taken, the others were not.
        server.Fate = to => new MessageFate { Lapse = lapses[to[^1] % lapses.Length], IsTaken = to[^2] % 2 == 0 };
        await using var node = await CloudHouse.StartAsync(database.Database, clock, TestNode.Turned);
        var account = await node.MakeTwilioAsync(server, "twtwice");
        var receptions = await node.AcceptAllAsync([.. Enumerable.Range(0, Jobs).Select(i => CloudHouse.Dispatch(account, phone: $"+1415555{i:0000}"))]);
        var jobs = receptions.Cast<Acceptance.Reception.Accepted>().Select(accepted => accepted.JobId).ToList();
        await Eventually.SeesAsync(() => Task.FromResult((server.Asked, Taken: server.Taken.Count)), seen => seen is (Jobs, Jobs / 2), "all were asked, and every second one taken");
        await TurnAsync(TimeSpan.FromSeconds(26));
        await EveryAsync(view => view.State == JobState.Settling, "every job is being settled");
        Assert.Equal(Jobs / 2, server.Taken.Count);

        // While it cannot be asked nothing is decided.
        server.IsListed = false;
        server.Fate = _ => new MessageFate();
        await TurnAsync(TimeSpan.FromSeconds(125));
        await EveryAsync(view => view.Note?.Contains("(20500)", StringComparison.Ordinal) == true, "every look was in vain");
        Assert.Equal(Jobs, server.Asked);

        server.IsListed = true;
        await TurnAsync(TimeSpan.FromMinutes(3));
        await EveryAsync(view => view.State == JobState.Succeeded, "every job has succeeded");
        Assert.Equal(Jobs, server.Taken.Count);
        Assert.Equal(Jobs, server.Taken.Select(taken => taken.To).Distinct().Count());
        Assert.Equal(Jobs + (Jobs / 2), server.Asked);
        Assert.Empty(server.Faults);

        async Task TurnAsync(TimeSpan by)
        {
            await database.TurnAsync(by);
            clock.Turn(by);
        }

        Task<JobView[]> EveryAsync(Func<JobView, bool> wanted, string what) =>
            Eventually.SeesAsync(() => Task.WhenAll(jobs.Select(job => node.FindAsync(account.Workspace, job))), views => views.All(wanted), what);
    }

    private static (string Name, string Value)[] Status(MessageTaken taken, string status) =>
        [("MessageSid", taken.Sid), ("MessageStatus", status), ("AccountSid", MessageServer.AccountSid), ("From", MessageServer.From), ("To", taken.To)];
}
