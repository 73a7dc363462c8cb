using Postrider.Attempts;
using Postrider.Channels;
using Postrider.Jobs;
using Postrider.Testing;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Postrider.Testing.WhatsAppCloud;
using Xunit;

namespace Postrider.IntegrationTests.WhatsApp;

/// <summary>Promise 2 at a far side without a history: what may have been taken is never sent again.</summary>
public sealed class CloudNeverTwiceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Kind = "whatsapp_cloud";
    private const int Jobs = 100;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hundred_messages_whose_answers_were_lost_leave_no_second_copy()
    {
        await using var server = await CloudServer.StartAsync();
        Lapse[] lapses = [Lapse.Silence, Lapse.Cut, Lapse.Half, Lapse.Empty, Lapse.Gateway];
        server.Fate = to => new CloudFate { Lapse = lapses[to[^1] % lapses.Length] };
        var clock = new RunningClock();
        await using var node = await CloudHouse.StartAsync(database.Database, clock, TestNode.Turned);
        var account = await node.MakeCloudAsync(server, await node.MakeWorkspaceAsync("nevertwice"));
        var receptions = await node.AcceptAllAsync([.. Enumerable.Range(0, Jobs).Select(i => CloudHouse.Dispatch(account, phone: $"+1415555{i:0000}"))]);
        await Eventually.SeesAsync(() => Task.FromResult(server.Taken.Count), taken => taken == Jobs, "all were taken");

        // Those that wait for an answer give up; then everything is looked up.
        await TurnAsync(TimeSpan.FromSeconds(26));
        var jobs = receptions.Cast<Acceptance.Reception.Accepted>().Select(accepted => accepted.JobId).ToList();
        await EveryAsync(view => view.State == JobState.Settling, "every job is being settled");

        // Meta tells of half of them in the meantime.
        var opened = await node.OpenAsync(account);
        foreach (var told in server.Taken.Take(Jobs / 2))
        {
            var news = CloudNews.Status(told.Id, "sent", told.To, clock.GetUtcNow(), told.Mark);
            Assert.Equal(CallbackVerdict.Taken, await node.Callback(Kind).TakeAsync(CloudNews.Request(CloudNews.Body(news)), opened, Stop));
        }

        await TurnAsync(TimeSpan.FromMinutes(3));
        var ended = await EveryAsync(view => view.State.IsFinal(), "every job has ended");
        var proven = server.Taken.Take(Jobs / 2).Select(taken => taken.Mark).ToHashSet();
        Assert.Equal(Jobs / 2, ended.Count(view => view.State == JobState.Succeeded && proven.Contains($"job:{view.JobId:N}/1") && view.ResultJson!.Contains("wamid.", StringComparison.Ordinal)));
        Assert.Equal(Jobs / 2, ended.Count(view => view.Fault?.Code == JobFault.OutcomeUnknown));

        // Whatever a day may bring: nothing is sent again.
        await TurnAsync(TimeSpan.FromHours(25));
        Assert.Equal(Jobs, server.Asked);
        Assert.Equal(Jobs, server.Taken.Select(taken => taken.To).Distinct().Count());
        Assert.Empty(server.Faults);

        async Task TurnAsync(TimeSpan by)
        {
            await database.TurnAsync(by);
            clock.Turn(by);
        }

        Task<JobView[]> EveryAsync(Func<JobView, bool> wanted, string what) =>
            Eventually.SeesAsync(() => Task.WhenAll(jobs.Select(job => node.FindAsync(account.Workspace, job))), views => views.All(wanted), what);
    }

    [Fact]
    public async Task A_lost_answer_is_unknown_whether_it_was_taken_or_not()
    {
        await using var server = await CloudServer.StartAsync();
        await using var node = await CloudHouse.StartAsync(database.Database);
        var account = await node.OpenAsync(await node.MakeCloudAsync(server, await node.MakeWorkspaceAsync("lapses")));
        foreach (var (lapse, isTaken) in new[] { (Lapse.Cut, false), (Lapse.Cut, true), (Lapse.Half, true), (Lapse.Empty, true), (Lapse.Gateway, false), (Lapse.Gateway, true) })
        {
            server.Fate = _ => new CloudFate { Lapse = lapse, IsTaken = isTaken };
            var job = CloudHouse.Job(account);
            Assert.IsType<Outcome.Unknown>(await node.Driver(Kind).PerformAsync(job, Stop));
            Assert.IsType<Finding.CannotTell>(await node.Driver(Kind).SettleAsync(job, Stop));
        }

        Assert.Equal(4, server.Taken.Count);
    }

    [Fact]
    public async Task What_was_never_handed_over_is_tried_again()
    {
        var server = await CloudServer.StartAsync();
        await using var node = await CloudHouse.StartAsync(database.Database);
        var account = await node.OpenAsync(await node.MakeCloudAsync(server, await node.MakeWorkspaceAsync("gone")));
        var file = await node.StoreAsync(account.Account.Workspace, "a.png", "image/png", new byte[100]);
        var job = CloudHouse.Job(account, new JobContent { Attachments = [file] });
        foreach (var lapse in new[] { Lapse.Cut, Lapse.Gateway, Lapse.Empty })
        {
            server.UploadFate = new CloudFate { Lapse = lapse };
            Assert.IsType<Outcome.Unreachable>(await node.Driver(Kind).PerformAsync(job, Stop));
        }

        server.UploadFate = CloudFate.Error(130429, 429, "7");
        Assert.Equal(TimeSpan.FromSeconds(10), Assert.IsType<Outcome.Deferred>(await node.Driver(Kind).PerformAsync(job, Stop)).RetryAfter);
        Assert.Equal(0, server.Asked);
        await server.DisposeAsync();
        Assert.IsType<Outcome.Unreachable>(await node.Driver(Kind).PerformAsync(CloudHouse.Job(account), Stop));
    }

    [Fact]
    public async Task Who_is_asked_to_wait_waits_at_least_so_long()
    {
        await using var server = await CloudServer.StartAsync();
        await using var node = await CloudHouse.StartAsync(database.Database);
        var account = await node.OpenAsync(await node.MakeCloudAsync(server, await node.MakeWorkspaceAsync("waits")));
        foreach (var (status, code, retryAfter, seconds) in new (int, int?, string?, int?)[] { (429, null, "90", 90), (429, null, null, null), (400, 131056, null, 6), (429, 4, "2", 300) })
        {
            server.Fate = _ => new CloudFate { Code = code, HttpStatus = status, RetryAfter = retryAfter };
            var deferred = Assert.IsType<Outcome.Deferred>(await node.Driver(Kind).PerformAsync(CloudHouse.Job(account), Stop));
            Assert.Equal(seconds is { } wait ? TimeSpan.FromSeconds(wait) : null, deferred.RetryAfter);
        }

        Assert.Empty(server.Taken);
    }
}
