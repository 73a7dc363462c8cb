using Postrider.Acceptance;
using Postrider.Calls;
using Postrider.Campaigns;
using Postrider.Storage;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Campaigns;

/// <summary>A campaign from its numbers to its end, on one lane of the engine.</summary>
public sealed class CampaignRunTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Draft_calls_nobody_until_it_is_started_and_completes_when_all_have_ended()
    {
        await using var node = await CallHouse.StartAsync(database.Database, 0.001);
        var account = await node.MakeVoiceAsync("plain");
        var draft = await node.MakeCampaignAsync(account, [CampaignHouse.Number(1), CampaignHouse.Number(2, 1), CampaignHouse.Number(3, 3)]);

        Assert.Equal((CampaignState.Draft, 3, 3, 0), (draft.State, draft.Counts.Accepted, draft.Counts.Queued, draft.Counts.Done));
        Assert.All(await node.CallsAsync(draft), call => Assert.Equal((CallState.Queued, 0), (call.Record.State, call.Job.Attempt)));
        Assert.True((await node.StartAsync(draft)).IsDone);
        var over = await node.WhenOverAsync(draft);

        Assert.Equal(CampaignState.Completed, over.State);
        Assert.Equal(new Dictionary<string, long> { ["completed"] = 1, ["busy"] = 1, ["voicemail"] = 1 }, over.Counts.Outcomes);
        Assert.Equal((0, 0, 3), (over.Counts.Queued, over.Counts.InProgress, over.Counts.Done));
        Assert.Empty(await node.Get<ICampaignStore>().ReadZonesAsync(draft.Workspace, draft.CampaignId, CancellationToken.None));
        Assert.False((await node.StartAsync(draft)).IsDone);
    }

    [Fact]
    public async Task Number_is_in_a_campaign_once_whoever_adds_it_and_a_suppressed_one_never()
    {
        await using var node = await CallHouse.StartApiAsync(database.Database);
        var account = await node.MakeVoiceAsync("unique");
        var draft = await node.MakeCampaignAsync(account, [CampaignHouse.Number(1)]);
        await node.Get<ISuppressionStore>().AddAsync(account.Workspace, $"phone:{CampaignHouse.Number(4)}", "do_not_call", null, CancellationToken.None);
        var receptions = await node.AcceptAllAsync([.. new[] { 1, 2, 2, 4, 3 }.Select(place => CampaignHouse.Call(account, draft.CampaignId, CampaignHouse.Number(place)))]);

        Assert.Equal(
            [typeof(Reception.NumberTaken), typeof(Reception.Accepted), typeof(Reception.NumberTaken), typeof(Reception.Suppressed), typeof(Reception.Accepted)],
            receptions.Select(reception => reception.GetType()));
        var rivals = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => node.AcceptAsync(CampaignHouse.Call(account, draft.CampaignId, CampaignHouse.Number(9)))));
        Assert.Single(rivals, reception => reception is Reception.Accepted);
        Assert.Equal(4, (await node.FindAsync(draft)).Counts.Accepted);
    }

    [Fact]
    public async Task Retried_outcomes_are_dialed_again_as_attempts_of_the_same_job_and_others_are_not()
    {
        await using var node = await CallHouse.StartAsync(database.Database, 0.001);
        var account = await node.MakeVoiceAsync("retried");
        var settings = CampaignHouse.Settings with { Retries = new CallRetries(3, TimeSpan.FromMilliseconds(50), [CallOutcome.Busy, CallOutcome.Voicemail]) };
        var campaign = await node.MakeCampaignAsync(account, [CampaignHouse.Number(1, 1), CampaignHouse.Number(2, 3), CampaignHouse.Number(3, 4), CampaignHouse.Number(4)], settings);
        await node.StartAsync(campaign);
        var over = await node.WhenOverAsync(campaign);
        var calls = await node.CallsAsync(campaign);

        Assert.Equal([3, 3, 1, 1], calls.Select(call => call.Job.Attempt));
        Assert.Equal(["busy", "voicemail", "rejected", "completed"], calls.Select(call => call.Record.Outcome));
        Assert.Equal(4, over.Counts.Done);
        var attempts = await node.Get<IJobStore>().ListAttemptsAsync(campaign.Workspace, calls[0].Job.JobId, CancellationToken.None);
        Assert.Equal(["refused", "refused", "refused"], attempts!.Select(attempt => attempt.Outcome));
        Assert.Equal(3, (await node.EventsOfAsync(campaign.Workspace, calls[0].Job.JobId)).Count(entry => entry.Kind == "call.ended"));
    }

    [Fact]
    public async Task Hours_of_the_callee_hold_a_call_and_opening_them_releases_it()
    {
        await using var node = await CallHouse.StartAsync(database.Database, 0.001);
        var account = await node.MakeVoiceAsync("hours");
        var now = TimeProvider.System.GetUtcNow();
        var closed = new CallHours(new Accounts.SendWindow(Enum.GetValues<DayOfWeek>().ToHashSet(), Hour(now, 3), Hour(now, 6)), "UTC");
        var campaign = await node.MakeCampaignAsync(account, [], CampaignHouse.Settings with { Hours = closed });
        var receptions = await node.AcceptAllAsync([
            CampaignHouse.Call(account, campaign.CampaignId, CampaignHouse.Number(1), "UTC"),
            CampaignHouse.Call(account, campaign.CampaignId, CampaignHouse.Number(2), "Etc/GMT-4"),
            CampaignHouse.Call(account, campaign.CampaignId, CampaignHouse.Number(3), "Etc/GMT-4,UTC")]);
        var jobs = receptions.Cast<Reception.Accepted>().Select(reception => reception.JobId).ToArray();
        await node.StartAsync(campaign);

        // Four hours east of here it is four hours later: within the hours, also when this one ends meanwhile.
        Assert.Equal(CallOutcome.Completed, (await node.WhenEndedAsync(account.Workspace, jobs[1])).Record.Outcome);
        var explained = await Eventually.SeesAsync(
            () => node.Get<IJobStore>().ExplainAsync(account.Workspace, jobs[0], CancellationToken.None), seen => seen!.Holds.Any(hold => hold.Reason == CallHours.Note), "its hours hold it");
        Assert.Equal(closed.ClosedUntil("UTC", now), explained!.Holds[0].Until);
        Assert.Equal(closed.ClosedUntil("UTC", now), explained.EstimatedStart);
        await node.Get<ICampaignStore>().ChangeAsync(account.Workspace, campaign.CampaignId, settings => settings with { Hours = CampaignHouse.Settings.Hours }, CancellationToken.None);
        Assert.Equal(3, (await node.WhenOverAsync(campaign)).Counts.Outcomes["completed"]);
    }

    [Fact]
    public async Task Paused_campaign_begins_nothing_and_a_canceled_one_ends_all_that_waits_and_gives_its_calls_back()
    {
        await using var node = await CallHouse.StartAsync(database.Database, 0.001);
        var account = await node.MakeVoiceAsync("canceled");
        var campaign = await node.MakeCampaignAsync(account, Enumerable.Range(0, 1200).Select(place => CampaignHouse.Number(place)), CampaignHouse.Settings with { Spacing = TimeSpan.FromMilliseconds(250) });
        var store = node.Get<ICampaignStore>();
        await node.StartAsync(campaign);
        await Eventually.SeesAsync(() => node.FindAsync(campaign), seen => seen.Counts.Done > 0, "it has begun");
        Assert.True((await store.PauseAsync(campaign.Workspace, campaign.CampaignId, CancellationToken.None)).IsDone);
        var paused = await Eventually.SeesAsync(() => node.FindAsync(campaign), seen => seen.Counts.InProgress == 0, "what ran has ended");
        var waiting = (await node.CallsAsync(campaign)).First(call => call.Record.State == CallState.Queued);
        Assert.Equal("campaign_paused", (await node.Get<IJobStore>().ExplainAsync(account.Workspace, waiting.Job.JobId, CancellationToken.None))!.Holds[0].Reason);
        var canceled = await store.CancelAsync(campaign.Workspace, campaign.CampaignId, false, CancellationToken.None);

        Assert.Equal((true, CampaignState.Canceled, paused.Counts.Done), (canceled.IsDone, canceled.Campaign!.State, canceled.Campaign.Counts.Outcomes["completed"]));
        Assert.Equal(1200 - paused.Counts.Done, canceled.Campaign.Counts.Outcomes["canceled"]);
        Assert.Equal(100_000 - paused.Counts.Done, (await node.Get<ICallAllowanceStore>().ReadAsync(account.Workspace, CancellationToken.None)).Allowance.Remaining(TimeProvider.System.GetUtcNow()));
        Assert.IsType<Reception.CampaignOver>(await node.AcceptAsync(CampaignHouse.Call(account, campaign.CampaignId, CampaignHouse.Number(2000))));
    }

    [Fact]
    public async Task Trunk_that_fails_pauses_the_campaign_and_says_so()
    {
        await using var node = await CallHouse.StartAsync(database.Database, 0.001);
        var account = await node.MakeVoiceAsync("failing");
        var campaign = await node.MakeCampaignAsync(account, Enumerable.Range(0, 100).Select(place => CampaignHouse.Number(place, 7)));
        await node.StartAsync(campaign);
        var paused = await Eventually.SeesAsync(() => node.FindAsync(campaign), seen => seen.State == CampaignState.Paused, "it has paused itself");

        Assert.StartsWith("More than half of the last 20 calls failed at the trunk", paused.PauseReason, StringComparison.Ordinal);
        Assert.InRange(paused.Counts.Outcomes["failed"], 11, 40);
        Assert.Contains((await node.Get<IEventStore>().ReadAsync(account.Workspace, 0, null, 10_000, CancellationToken.None)), entry => entry.Kind == "campaign.paused" && entry.ToString().Contains("last 20", StringComparison.Ordinal));

        // Resumed, it counts anew.
        Assert.True((await node.Get<ICampaignStore>().ResumeAsync(account.Workspace, campaign.CampaignId, CallHouse.Plan, CancellationToken.None)).IsDone);
        await Eventually.SeesAsync(() => node.FindAsync(campaign), seen => seen.Counts.Done > paused.Counts.Done + 10, "it goes on");
    }

    [Fact]
    public async Task Scheduled_campaign_starts_when_its_time_has_come_and_what_was_never_seen_goes_without_a_trace()
    {
        await using var node = await CallHouse.StartAsync(database.Database, 0.001);
        var account = await node.MakeVoiceAsync("scheduled");
        var campaign = await node.MakeCampaignAsync(account, [CampaignHouse.Number(1)]);
        Assert.Equal(CampaignState.Scheduled, (await node.StartAsync(campaign, TimeProvider.System.GetUtcNow().AddSeconds(4))).Campaign!.State);
        Assert.Equal(CampaignState.Completed, (await node.WhenOverAsync(campaign)).State);

        var store = node.Get<ICampaignStore>();
        var gathered = new NewCampaign { Workspace = account.Workspace, CampaignId = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()), AgentId = "agent", AccountId = account.AccountId, Plan = CallHouse.Plan, Settings = CampaignHouse.Settings };
        await store.CreateAsync(gathered, CancellationToken.None);
        await node.AcceptedAsync(CampaignHouse.Call(account, gathered.CampaignId, CampaignHouse.Number(2)));
        Assert.Null(await store.FindAsync(account.Workspace, gathered.CampaignId, CancellationToken.None));
        await store.RejectAsync(account.Workspace, gathered.CampaignId, [new RejectedRow(3, "x", RowReason.InvalidNumber, "no")], CancellationToken.None);
        await store.DiscardAsync(account.Workspace, gathered.CampaignId, CancellationToken.None);
        Assert.Single(await node.Get<ICallStore>().ListAsync(account.Workspace, new CallFilter(), CancellationToken.None));
        Assert.Equal(99_999, (await node.Get<ICallAllowanceStore>().ReadAsync(account.Workspace, CancellationToken.None)).Allowance.Remaining(TimeProvider.System.GetUtcNow()));
    }

    private static TimeOnly Hour(DateTimeOffset now, int ahead) => new((now.Hour + ahead) % 24, 0);
}
