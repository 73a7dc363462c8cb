using System.Net.Sockets;
using System.Net;
using System.Text.Json.Nodes;
using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Channels;
using Postrider.Jobs;
using Postrider.Testing;
using Postrider.Testing.Postgres;
using Postrider.Testing.Waha;
using Postrider.Testing.WhatsAppWeb;
using Xunit;

namespace Postrider.IntegrationTests.WhatsAppWeb;

public sealed class WahaTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("WEBJS")]
    [InlineData("NOWEB")]
    [InlineData("GOWS")]
    public async Task A_number_is_asked_for_once_and_written_to_as_whatsapp_spells_it(string engine)
    {
        await using var far = await WahaServer.StartAsync();
        far.Engine = engine;
        await using var phone = new WebPhone(database);
        var number = WebPhone.Number();
        far.Spelled[number[1..]] = "551187654321";
        for (var i = 0; i < 2; i++)
        {
            var accepted = Assert.IsType<Outcome.Accepted>(await phone.Driver("waha").PerformAsync(WebPhone.Job(WebPhone.Account(far), $"phone:{number}"), Stop));
            Assert.Equal(("message", far.Taken[i].Id, true), (accepted.Delivery.ResolvedAction, accepted.Delivery.MessageId, accepted.Delivery.IsSaid));
        }

        Assert.All(far.Taken, taken => Assert.Equal("551187654321@c.us", taken.Chat));
        Assert.Equal(1, far.Count("/api/contacts/check-exists"));
        Assert.Empty(far.Faults);
    }

    [Theory]
    [InlineData("120363000000000000@g.us", "120363000000000000@g.us")]
    [InlineData("123123@lid", "123123@lid")]
    [InlineData("4930123456@s.whatsapp.net", "4930123456@c.us")]
    [InlineData("4930123456", "4930123456@c.us")]
    public async Task What_is_no_number_is_passed_on_as_a_chat(string given, string chat)
    {
        await using var far = await WahaServer.StartAsync();
        await using var phone = new WebPhone(database);
        Assert.IsType<Outcome.Accepted>(await phone.Driver("waha").PerformAsync(WebPhone.Job(WebPhone.Account(far), $"id:{given}"), Stop));
        Assert.Equal(chat, Assert.Single(far.Taken).Chat);
        Assert.Equal(0, far.Count("/api/contacts/check-exists"));
    }

    [Fact]
    public async Task A_number_that_is_not_on_whatsapp_is_refused_and_never_written_to()
    {
        await using var far = await WahaServer.StartAsync();
        await using var phone = new WebPhone(database);
        var number = WebPhone.Number();
        far.Missing.Add(number[1..]);
        Assert.Equal("recipient_not_on_whatsapp", Assert.IsType<Outcome.Refused>(await phone.Driver("waha").PerformAsync(WebPhone.Job(WebPhone.Account(far), $"phone:{number}"), Stop)).Code);
        Assert.Empty(far.Taken);
    }

    [Fact]
    public async Task A_file_carries_the_text_below_it_and_opus_sound_alone_is_a_voice_note()
    {
        await using var far = await WahaServer.StartAsync();
        await using var phone = new WebPhone(database);
        var picture = await phone.StoreAsync("me.png", "image/png", [1, 2, 3]);
        var sound = await phone.StoreAsync("hello.ogg", "audio/ogg; codecs=opus", [4, 5, 6]);
        var spoken = await phone.StoreAsync("hello.m4a", "audio/mp4", [7, 8, 9]);
        foreach (var content in new[] { new JobContent { Text = "Me", Attachments = [picture] }, new JobContent { Attachments = [sound] }, new JobContent { Voice = spoken }, new JobContent { Text = "Me", Attachments = [sound] } })
        {
            Assert.IsType<Outcome.Accepted>(await phone.Driver("waha").PerformAsync(WebPhone.Job(WebPhone.Account(far), $"phone:{WebPhone.Number()}", content), Stop));
        }

        Assert.Equal(["file", "voice", "voice", "file"], far.Taken.Select(taken => taken.Kind));
        Assert.Equal(["Me", null, null, "Me"], far.Taken.Select(taken => taken.Text));
        Assert.Equal(("me.png", "image/png"), (far.Taken[0].FileName, far.Taken[0].FileType));
        Assert.Equal([1, 2, 3], far.Taken[0].File);
        Assert.Empty(far.Faults);
    }

    [Fact]
    public async Task What_cannot_be_one_message_is_refused_with_a_code_before_anything_is_asked()
    {
        await using var far = await WahaServer.StartAsync();
        await using var phone = new WebPhone(database);
        var file = await phone.StoreAsync("a.txt", null, [1]);
        var account = WebPhone.Account(far);
        Assert.Equal("too_many_attachments", await CodeAsync(new JobContent { Attachments = [file, file] }));
        Assert.Equal("attachment_too_large", await CodeAsync(new JobContent { Attachments = [file with { Size = 26 * 1024 * 1024 }] }));
        Assert.Equal(JobFault.ActionFailed, await CodeAsync(new JobContent { Attachments = [file with { Sha256 = new string('0', 64) }] }));
        Assert.Equal(JobFault.ActionFailed, await CodeAsync(new JobContent { Text = " \n" }));
        Assert.Empty(far.Seen);

        async Task<string> CodeAsync(JobContent content) => Assert.IsType<Outcome.Refused>(await phone.Driver("waha").PerformAsync(WebPhone.Job(account, $"phone:{WebPhone.Number()}", content), Stop)).Code;
    }

    [Theory]
    [InlineData(302, "", "unreachable", AccountStatus.Error)]
    [InlineData(400, """{"message":["chatId must be a string"],"error":"Bad Request","statusCode":400}""", "refused", null)]
    [InlineData(401, """{"message":"Unauthorized","statusCode":401}""", "unreachable", AccountStatus.Credentials)]
    [InlineData(403, """{"message":"Forbidden","statusCode":403}""", "unreachable", AccountStatus.Credentials)]
    [InlineData(404, """{"message":"We didn't find a session with name 'x'.","error":"Not Found","statusCode":404}""", "unreachable", AccountStatus.Error)]
    [InlineData(408, "", "unknown", null)]
    [InlineData(413, "", "refused", null)]
    [InlineData(422, """{"error":"Session status is not as expected.","session":"default","status":"SCAN_QR_CODE","expected":["WORKING"]}""", "unreachable", AccountStatus.Credentials)]
    [InlineData(422, """{"error":"Session status is not as expected.","session":"default","status":"PASSKEY_REQUIRED","expected":["WORKING"]}""", "unreachable", AccountStatus.Credentials)]
    [InlineData(422, """{"error":"Session status is not as expected.","session":"default","status":"PASSKEY_CONFIRMATION_REQUIRED","expected":["WORKING"]}""", "unreachable", AccountStatus.Credentials)]
    [InlineData(422, """{"error":"Session status is not as expected.","session":"default","status":"STARTING","expected":["WORKING"]}""", "deferred", null)]
    [InlineData(422, """{"error":"Session status is not as expected.","session":"default","status":"STOPPED","expected":["WORKING"]}""", "unreachable", AccountStatus.Error)]
    [InlineData(422, """{"error":"Session status is not as expected.","session":"default","status":"FAILED","expected":["WORKING"]}""", "unreachable", AccountStatus.Error)]
    [InlineData(422, """{"message":"The feature is available only in Plus version.","error":"Unprocessable Entity","statusCode":422}""", "refused", null)]
    [InlineData(429, "", "deferred", null)]
    [InlineData(418, "", "refused", null)]
    [InlineData(500, """{"statusCode":500,"exception":{"message":"Evaluation failed: t","name":"Error"}}""", "unknown", null)]
    [InlineData(501, "", "refused", null)]
    [InlineData(502, "<html>", "unknown", null)]
    [InlineData(503, "", "unknown", null)]
    [InlineData(504, "", "unknown", null)]
    public async Task Each_answer_to_a_message_comes_to_its_outcome(int status, string body, string outcome, AccountStatus? trouble)
    {
        await using var far = await WahaServer.StartAsync();
        await using var phone = new WebPhone(database);
        far.Script = moment => moment.Path == "/api/sendText" ? WebFate.Answer(status, body, "90") : null;
        var came = await phone.Driver("waha").PerformAsync(WebPhone.Job(WebPhone.Account(far), $"phone:{WebPhone.Number()}"), Stop);
        Assert.Equal((outcome, trouble), (came.GetType().Name.ToLowerInvariant(), came.Trouble?.Status));
        Assert.True(came is not Outcome.Deferred deferred || deferred.RetryAfter == TimeSpan.FromSeconds(90));
        Assert.Equal(1, far.Count("/api/sendText"));
    }

    /// <summary>Whatever is answered to a look, nothing was handed over.</summary>
    [Theory]
    [InlineData(401, "unreachable")]
    [InlineData(422, "refused")]
    [InlineData(429, "deferred")]
    [InlineData(500, "deferred")]
    public async Task A_look_that_fails_hands_nothing_over(int status, string outcome)
    {
        await using var far = await WahaServer.StartAsync();
        await using var phone = new WebPhone(database);
        far.Script = moment => moment.Path == "/api/contacts/check-exists" ? WebFate.Answer(status, "") : null;
        Assert.Equal(outcome, (await phone.Driver("waha").PerformAsync(WebPhone.Job(WebPhone.Account(far), $"phone:{WebPhone.Number()}"), Stop)).GetType().Name.ToLowerInvariant());
        foreach (var how in new[] { WebBreak.Cut, WebBreak.Half, WebBreak.Garbage })
        {
            far.Script = moment => moment.Path == "/api/contacts/check-exists" ? WebFate.Broken(how, isTaken: false) : null;
            Assert.True(await phone.Driver("waha").PerformAsync(WebPhone.Job(WebPhone.Account(far), $"phone:{WebPhone.Number()}"), Stop) is Outcome.Unreachable or Outcome.Deferred);
        }

        Assert.Equal(0, far.Count("/api/sendText"));
    }

    [Theory]
    [InlineData(WebBreak.Cut, "WEBJS")]
    [InlineData(WebBreak.Half, "NOWEB")]
    [InlineData(WebBreak.Garbage, "GOWS")]
    public async Task An_answer_that_is_lost_is_found_in_the_history_and_absence_proves_nothing(WebBreak how, string engine)
    {
        await using var far = await WahaServer.StartAsync();
        await using var phone = new WebPhone(database);
        far.Engine = engine;
        var driver = phone.Driver("waha");
        foreach (var isTaken in new[] { true, false })
        {
            far.Script = moment => moment.Path == "/api/sendText" ? WebFate.Broken(how, isTaken) : null;
            var job = WebPhone.Job(WebPhone.Account(far), $"phone:{WebPhone.Number()}");
            Assert.IsType<Outcome.Unknown>(await driver.PerformAsync(job, Stop));
            if (isTaken)
            {
                Assert.Equal(far.Taken[^1].Id, Assert.IsType<Finding.Present>(await driver.SettleAsync(job, Stop)).Delivery.MessageId);
                far.Keeps = false;
            }

            Assert.IsType<Finding.CannotTell>(await driver.SettleAsync(job, Stop));
            far.Keeps = true;
        }

        Assert.Single(far.Taken);
        Assert.Equal(2, far.Count("/api/sendText"));
        Assert.Empty(far.Faults);
    }

    [Fact]
    public async Task The_same_words_said_twice_at_the_time_cannot_be_told_apart_unless_the_id_is_ours()
    {
        await using var far = await WahaServer.StartAsync();
        await using var phone = new WebPhone(database);
        var (driver, number) = (phone.Driver("waha"), WebPhone.Number());
        far.Engine = "NOWEB";
        var first = WebPhone.Job(WebPhone.Account(far), $"phone:{number}");
        var second = WebPhone.Job(WebPhone.Account(far), $"phone:{number}");
        await driver.PerformAsync(first, Stop);
        await driver.PerformAsync(second, Stop);
        Assert.Equal(far.Taken[1].Id, Assert.IsType<Finding.Present>(await driver.SettleAsync(second, Stop)).Delivery.MessageId);
        Assert.IsType<Finding.CannotTell>(await driver.SettleAsync(WebPhone.Job(WebPhone.Account(far), $"phone:{number}"), Stop));
        Assert.IsType<Finding.CannotTell>(await driver.SettleAsync(first with { Job = second.Job with { JobId = Guid.NewGuid() }, StartedAt = first.StartedAt.AddHours(1) }, Stop));
    }

    [Fact]
    public async Task Who_was_never_looked_up_was_never_written_to_and_a_far_side_that_is_away_is_asked_later()
    {
        await using var far = await WahaServer.StartAsync();
        await using var phone = new WebPhone(database);
        var job = WebPhone.Job(WebPhone.Account(far), $"phone:{WebPhone.Number()}");
        Assert.IsType<Finding.Absent>(await phone.Driver("waha").SettleAsync(job, Stop));
        await phone.Driver("waha").PerformAsync(job, Stop);
        foreach (var fate in new[] { WebFate.Answer(500, ""), WebFate.Answer(401, ""), WebFate.Answer(429, ""), WebFate.Answer(422, """{"status":"STARTING"}"""), WebFate.Broken(WebBreak.Cut, false), WebFate.Broken(WebBreak.Garbage, false) })
        {
            far.Script = _ => fate;
            Assert.IsType<Finding.NotNow>(await phone.Driver("waha").SettleAsync(job, Stop));
        }
    }

    [Fact]
    public async Task A_server_that_is_not_there_gets_nothing_and_one_that_is_silent_may_have_got_it()
    {
        await using var phone = new WebPhone(database);

        // Its port is taken, so that nobody else listens there, and it does not listen.
        using var closed = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var gone = WebPhone.Account("waha", new JsonObject { ["base_url"] = $"http://{closed.LocalEndPoint}" }, WahaServer.Key);
        Assert.IsType<Outcome.Unreachable>(await phone.Driver("waha").PerformAsync(WebPhone.Job(gone, "id:1@lid"), Stop));
        Assert.Equal(AccountStatus.Error, (await phone.Driver("waha").ProbeAsync(gone, Stop)).Status);

        var clock = new ManualClock();
        await using var patient = new WebPhone(database, clock);
        await using var far = await WahaServer.StartAsync(clock);
        far.Script = _ => WebFate.Broken(WebBreak.Silence, isTaken: true);
        var sending = patient.Driver("waha").PerformAsync(WebPhone.Job(WebPhone.Account(far), "id:1@lid"), Stop);
        await Postrider.Testing.Engine.Eventually.SeesAsync(() => Task.FromResult(far.Taken), taken => taken.Count == 1, "the message is taken");
        clock.Advance(TimeSpan.FromSeconds(26));
        Assert.IsType<Outcome.Unknown>(await sending);
    }

    [Theory]
    [InlineData("WORKING", AccountStatus.Ok)]
    [InlineData("SCAN_QR_CODE", AccountStatus.Credentials)]
    [InlineData("PASSKEY_REQUIRED", AccountStatus.Credentials)]
    [InlineData("PASSKEY_CONFIRMATION_REQUIRED", AccountStatus.Credentials)]
    [InlineData("FAILED", AccountStatus.Error)]
    [InlineData("STOPPED", AccountStatus.Error)]
    [InlineData("STARTING", AccountStatus.Error)]
    [InlineData("SOMETHING_NEW", AccountStatus.Error)]
    public async Task A_probe_tells_the_sessions_state(string word, AccountStatus status)
    {
        await using var far = await WahaServer.StartAsync();
        await using var phone = new WebPhone(database);
        far.State = word;
        var found = await phone.Driver("waha").ProbeAsync(WebPhone.Account(far), Stop);
        Assert.Equal((status, status == AccountStatus.Ok ? "+4930111111" : null), (found.Status, found.Identifier));
        Assert.Equal(status == AccountStatus.Ok, found.Reason is null);
        Assert.Equal(AccountStatus.Credentials, (await phone.Driver("waha").ProbeAsync(WebPhone.Account(far, "wrong"), Stop)).Status);
        var other = WebPhone.Account("waha", new JsonObject { ["base_url"] = far.Address, ["session"] = "another" }, WahaServer.Key);
        Assert.Equal(AccountStatus.Error, (await phone.Driver("waha").ProbeAsync(other, Stop)).Status);
    }

    [Theory]
    [InlineData("not an address", "key", "default")]
    [InlineData("https://user:pw@waha.example.com", "key", "default")]
    [InlineData("https://waha.example.com/?a=b", "key", "default")]
    [InlineData("https://waha.example.com", "a\nkey", "default")]
    [InlineData("https://waha.example.com", "", "default")]
    [InlineData("https://waha.example.com", "key", "..")]
    public async Task Settings_that_cannot_be_right_are_told_and_nothing_is_asked(string place, string key, string session)
    {
        await using var phone = new WebPhone(database);
        var account = WebPhone.Account("waha", new JsonObject { ["base_url"] = place, ["session"] = session }, key);
        Assert.Equal(AccountStatus.Error, (await phone.Driver("waha").ProbeAsync(account, Stop)).Status);
        Assert.Equal(AccountStatus.Error, (await phone.Driver("waha").PerformAsync(WebPhone.Job(account, "id:1@lid"), Stop)).Trouble?.Status);
        Assert.IsType<Finding.NotNow>(await phone.Driver("waha").SettleAsync(WebPhone.Job(account, "id:1@lid"), Stop));
    }
}
