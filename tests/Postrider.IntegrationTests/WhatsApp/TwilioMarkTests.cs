using System.Text.Json;
using Postrider.Channels;
using Postrider.Jobs;
using Postrider.Testing;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Postrider.Testing.TwilioWhatsApp;
using Xunit;

namespace Postrider.IntegrationTests.WhatsApp;

/// <summary>A message whose answer was lost is known again by the address at which Twilio tells of it.</summary>
public sealed class TwilioMarkTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Kind = TwilioMessageHouse.Kind;

    private readonly RunningClock _clock = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_told_of_a_message_settles_it_and_what_is_told_of_another_does_not()
    {
        await using var server = await MessageServer.StartAsync(_clock);
        server.Fate = _ => new MessageFate { Lapse = Lapse.Silence };

        // Without what was told there is nothing to settle by.
        server.IsListed = false;
        await using var node = await CloudHouse.StartAsync(database.Database, _clock, TestNode.Turned);
        var account = await node.MakeTwilioAsync(server, "marks");
        var stranger = await node.MakeTwilioAsync(server, "strangers");
        string[] phones = ["+14155550001", "+14155550002", "+14155550003", "+14155550004"];
        var receptions = await node.AcceptAllAsync([.. phones.Select(phone => CloudHouse.Dispatch(account, phone: phone)), CloudHouse.Dispatch(stranger, phone: "+14155550005")]);
        var jobs = receptions.Cast<Acceptance.Reception.Accepted>().Select(accepted => accepted.JobId).ToList();
        await Eventually.SeesAsync(() => Task.FromResult(server.Taken.Count), taken => taken == 5, "all were taken");
        await TurnAsync(TimeSpan.FromSeconds(26));
        await EveryAsync(views => views.All(view => view.State == JobState.Settling), "every job is being settled");

        var opened = await node.OpenAsync(account);
        var told = server.Taken.ToDictionary(taken => Array.IndexOf([.. phones, "+14155550005"], taken.To["whatsapp:".Length..]));
        await TellAsync(told[0], told[0].Form["StatusCallback"], "queued");

        // In any order: what failed stays failed.
        await TellAsync(told[1], told[1].Form["StatusCallback"], "undelivered", ("ErrorCode", "63024"), ("ErrorMessage", "Invalid message recipient"));
        await TellAsync(told[1], told[1].Form["StatusCallback"], "sent");

        // The mark of another workspace's job, of another job of the account, of none, and none at all.
        await TellAsync(told[2], told[4].Form["StatusCallback"], "sent");
        await TellAsync(told[2], told[3].Form["StatusCallback"], "sent");
        await TellAsync(told[2], Unmarked(told[2]) + "?job=7&attempt=1", "sent");
        await TellAsync(told[2], Unmarked(told[2]) + $"?job={jobs[2]:N}&attempt=2", "sent");
        await TellAsync(told[2], Unmarked(told[2]), "sent");

        // A signature is for one address, and its query is a part of it.
        var signed = MessageServer.Callback(told[3].Form["StatusCallback"], MessageServer.AuthKey, Status(told[2], "sent"));
        Assert.Equal(CallbackVerdict.Forged, await node.Callback(Kind).TakeAsync(signed with { Url = new Uri(told[2].Form["StatusCallback"]) }, opened, Stop));

        await TurnAsync(TimeSpan.FromSeconds(125));
        var ended = await EveryAsync(views => views.Take(2).All(view => view.State.IsFinal()) && views.Skip(2).All(view => view.Note?.Contains("(20500)", StringComparison.Ordinal) == true), "two jobs are settled and the others were looked for");
        Assert.Equal((JobState.Succeeded, told[0].Sid), (ended[0].State, JsonElement.Parse(ended[0].ResultJson!).GetProperty("message_id").GetString()));
        Assert.Equal((JobState.Failed, "recipient_not_on_whatsapp"), (ended[1].State, ended[1].Fault?.Code));
        Assert.All(ended.Skip(2), view => Assert.Equal(JobState.Settling, view.State));
        Assert.Equal(5, server.Asked);
        Assert.Empty(server.Faults);

        async Task TellAsync(MessageTaken taken, string address, string status, params (string, string)[] more) =>
            Assert.Equal(CallbackVerdict.Taken, await node.Callback(Kind).TakeAsync(MessageServer.Callback(address, MessageServer.AuthKey, [.. Status(taken, status), .. more]), opened, Stop));

        Task<JobView[]> EveryAsync(Func<JobView[], bool> wanted, string what) =>
            Eventually.SeesAsync(() => Task.WhenAll(jobs.Select((job, i) => node.FindAsync(i < 4 ? account.Workspace : stranger.Workspace, job))), wanted, what);
    }

    private static string Unmarked(MessageTaken taken) => taken.Form["StatusCallback"].Split('?')[0];

    private static (string Name, string Value)[] Status(MessageTaken taken, string status) =>
        [("MessageSid", taken.Sid), ("MessageStatus", status), ("AccountSid", MessageServer.AccountSid), ("From", MessageServer.From), ("To", taken.To)];

    private async Task TurnAsync(TimeSpan by)
    {
        await database.TurnAsync(by);
        _clock.Turn(by);
    }
}
