using System.Text.Json.Nodes;
using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Channels;
using Postrider.Jobs;
using Postrider.Testing.Evolution;
using Postrider.Testing.Postgres;
using Postrider.Testing.WhatsAppWeb;
using Xunit;

namespace Postrider.IntegrationTests.WhatsAppWeb;

public sealed class EvolutionTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string SendText = $"/message/sendText/{EvolutionServer.Instance}";
    private const string NotThere = """{"status":400,"error":"Bad Request","response":{"message":[{"jid":"1@s.whatsapp.net","exists":false,"number":"1"}]}}""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_number_is_asked_for_once_and_written_to_as_whatsapp_spells_it()
    {
        await using var far = await EvolutionServer.StartAsync();
        await using var phone = new WebPhone(database);
        var number = WebPhone.Number();
        far.Spelled[number[1..]] = "551187654321";
        for (var i = 0; i < 2; i++)
        {
            var accepted = Assert.IsType<Outcome.Accepted>(await phone.Driver("evolution").PerformAsync(WebPhone.Job(WebPhone.Account(far), $"phone:{number}"), Stop));
            Assert.Equal(("message", far.Taken[i].Id, true), (accepted.Delivery.ResolvedAction, accepted.Delivery.MessageId, accepted.Delivery.IsSaid));
        }

        Assert.All(far.Taken, taken => Assert.Equal("551187654321@s.whatsapp.net", taken.Chat));
        Assert.Equal(1, far.Count($"/chat/whatsappNumbers/{EvolutionServer.Instance}"));
        Assert.IsType<Outcome.Accepted>(await phone.Driver("evolution").PerformAsync(WebPhone.Job(WebPhone.Account(far), "id:4930123456@c.us"), Stop));
        Assert.Equal("4930123456@s.whatsapp.net", far.Taken[^1].Chat);
        Assert.Empty(far.Faults);
    }

    [Fact]
    public async Task Files_go_as_what_they_are_and_opus_sound_alone_as_a_voice_note()
    {
        await using var far = await EvolutionServer.StartAsync();
        await using var phone = new WebPhone(database);
        foreach (var (name, type, text) in new[] { ("a.png", "image/png", "Me"), ("a.mp4", "video/mp4", null), ("a.mp3", "audio/mpeg", null), ("a.pdf", "application/pdf", "Read this"), ("a.ogg", "audio/ogg", null), ("a", null, null) })
        {
            var content = new JobContent { Text = text, Attachments = [await phone.StoreAsync(name, type, [1, 2, 3])] };
            Assert.IsType<Outcome.Accepted>(await phone.Driver("evolution").PerformAsync(WebPhone.Job(WebPhone.Account(far), $"phone:{WebPhone.Number()}", content), Stop));
        }

        Assert.Equal(["image", "video", "audio", "document", "voice", "document"], far.Taken.Select(taken => taken.Kind));
        Assert.Equal(["Me", null, null, "Read this", null, null], far.Taken.Select(taken => taken.Text));
        Assert.All(far.Taken, taken => Assert.Equal([1, 2, 3], taken.File));
        Assert.Empty(far.Faults);
    }

    [Theory]
    [InlineData(302, "", "unreachable", AccountStatus.Error)]
    [InlineData(400, NotThere, "refused", null)]
    [InlineData(400, "Text is required", "refused", null)]
    [InlineData(400, "Owned media must be a url or base64", "refused", null)]
    [InlineData(400, "For base64 the file name must be informed.", "refused", null)]
    [InlineData(400, "File buffer, URL, or base64 audio is required", "refused", null)]
    [InlineData(400, "requires property \"text\"", "refused", null)]
    [InlineData(400, "text is not of a type(s) string", "refused", null)]
    [InlineData(400, "mediatype is not one of enum values: image,document,video,audio", "refused", null)]
    [InlineData(400, "Error: Timed Out", "unknown", null)]
    [InlineData(400, "Error: Connection Closed", "unknown", null)]
    [InlineData(401, "Unauthorized", "unreachable", AccountStatus.Credentials)]
    [InlineData(403, "Forbidden", "unreachable", AccountStatus.Credentials)]
    [InlineData(404, "The \"x\" instance does not exist", "unreachable", AccountStatus.Error)]
    [InlineData(408, "", "unknown", null)]
    [InlineData(413, "", "refused", null)]
    [InlineData(418, "", "refused", null)]
    [InlineData(429, "", "deferred", null)]
    [InlineData(500, "Cannot read properties of undefined", "unknown", null)]
    [InlineData(501, "", "refused", null)]
    [InlineData(502, "", "unknown", null)]
    [InlineData(503, "", "unknown", null)]
    public async Task Each_answer_to_a_message_comes_to_its_outcome(int status, string words, string outcome, AccountStatus? trouble)
    {
        await using var far = await EvolutionServer.StartAsync();
        await using var phone = new WebPhone(database);
        far.Script = moment => moment.Path == SendText ? WebFate.Answer(status, words.StartsWith('{') || words.Length == 0 ? words : EvolutionServer.Refusal(status, "Bad Request", words)) : null;
        var came = await phone.Driver("evolution").PerformAsync(WebPhone.Job(WebPhone.Account(far), $"phone:{WebPhone.Number()}"), Stop);
        Assert.Equal((outcome, trouble), (came.GetType().Name.ToLowerInvariant(), came.Trouble?.Status));
        Assert.Equal(words == NotThere ? "recipient_not_on_whatsapp" : status == 413 ? "attachment_too_large" : JobFault.ActionFailed, came is Outcome.Refused refused ? refused.Code : JobFault.ActionFailed);
        Assert.Equal(1, far.Count(SendText));
    }

    [Theory]
    [InlineData("open", AccountStatus.Ok, "accepted", null)]
    [InlineData("connecting", AccountStatus.Error, "deferred", null)]
    [InlineData("close", AccountStatus.Credentials, "unreachable", AccountStatus.Credentials)]
    [InlineData("refused", AccountStatus.Credentials, "unreachable", AccountStatus.Credentials)]
    [InlineData(null, AccountStatus.Error, "unreachable", null)]
    public async Task An_instance_that_is_not_open_is_told_by_the_probe_and_gets_nothing(string? state, AccountStatus status, string outcome, AccountStatus? trouble)
    {
        await using var far = await EvolutionServer.StartAsync();
        await using var phone = new WebPhone(database);
        far.State = state;
        var account = WebPhone.Account(far);
        var found = await phone.Driver("evolution").ProbeAsync(account, Stop);
        Assert.Equal((status, status == AccountStatus.Ok), (found.Status, found.Reason is null));
        var came = await phone.Driver("evolution").PerformAsync(WebPhone.Job(account, $"phone:{WebPhone.Number()}"), Stop);
        Assert.Equal((outcome, trouble), (came.GetType().Name.ToLowerInvariant(), came.Trouble?.Status));
        Assert.Equal(status == AccountStatus.Ok ? 1 : 0, far.Count(SendText));

        Assert.Equal(AccountStatus.Credentials, (await phone.Driver("evolution").ProbeAsync(WebPhone.Account(far, "wrong"), Stop)).Status);
        var other = WebPhone.Account("evolution", new JsonObject { ["base_url"] = far.Address, ["instance"] = "another" }, EvolutionServer.Key);
        Assert.Equal(AccountStatus.Error, (await phone.Driver("evolution").ProbeAsync(other, Stop)).Status);
    }

    [Theory]
    [InlineData(WebBreak.Cut)]
    [InlineData(WebBreak.Half)]
    [InlineData(WebBreak.Garbage)]
    public async Task An_answer_that_is_lost_is_found_in_the_history_and_absence_proves_nothing(WebBreak how)
    {
        await using var far = await EvolutionServer.StartAsync();
        await using var phone = new WebPhone(database);
        var driver = phone.Driver("evolution");
        var account = WebPhone.Account(far);
        far.Script = moment => moment.Path == SendText ? WebFate.Broken(how, isTaken: true) : null;
        var job = WebPhone.Job(account, $"phone:{WebPhone.Number()}");
        Assert.IsType<Outcome.Unknown>(await driver.PerformAsync(job, Stop));
        Assert.Equal(far.Taken[^1].Id, Assert.IsType<Finding.Present>(await driver.SettleAsync(job, Stop)).Delivery.MessageId);
        far.Keeps = false;
        Assert.IsType<Finding.CannotTell>(await driver.SettleAsync(job, Stop));
        Assert.IsType<Finding.Absent>(await driver.SettleAsync(WebPhone.Job(account, $"phone:{WebPhone.Number()}"), Stop));
        foreach (var fate in new[] { WebFate.Answer(500, ""), WebFate.Answer(401, ""), WebFate.Broken(WebBreak.Cut, false), WebFate.Broken(WebBreak.Garbage, false) })
        {
            far.Script = _ => fate;
            Assert.IsType<Finding.NotNow>(await driver.SettleAsync(job, Stop));
        }

        Assert.Single(far.Taken);
        Assert.Equal(1, far.Count(SendText));
        Assert.Empty(far.Faults);
    }

    [Fact]
    public async Task A_file_is_found_in_the_history_by_its_words_and_by_being_one()
    {
        await using var far = await EvolutionServer.StartAsync();
        await using var phone = new WebPhone(database);
        var content = new JobContent { Text = "Read this", Attachments = [await phone.StoreAsync("a.pdf", "application/pdf", [1, 2, 3])] };
        var job = WebPhone.Job(WebPhone.Account(far), $"phone:{WebPhone.Number()}", content);
        await phone.Driver("evolution").PerformAsync(job with { Job = job.Job with { JobId = Guid.NewGuid() }, Body = job.Body with { Content = new JobContent { Text = "Read this" } } }, Stop);
        Assert.IsType<Finding.CannotTell>(await phone.Driver("evolution").SettleAsync(job, Stop));
        await phone.Driver("evolution").PerformAsync(job, Stop);
        Assert.Equal(far.Taken[1].Id, Assert.IsType<Finding.Present>(await phone.Driver("evolution").SettleAsync(job, Stop)).Delivery.MessageId);
    }
}
