using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Dispatching;
using Postrider.Jobs;
using Postrider.Storage;
using Postrider.Testing;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Postrider.Testing.Unipile;
using Xunit;

namespace Postrider.IntegrationTests.Unipile;

public sealed class BudgetTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Twenty_five_are_invited_in_a_day_by_two_nodes_and_the_rest_waits_unburnt_for_the_next()
    {
        var clock = new RunningClock();
        await using var own = await TestDatabase.CreateAsync();
        await using var house = await UnipileHouse.StartAsync(own, time: clock, options: TestNode.Turned);
        await using var second = await UnipileHouse.StartNodeAsync(own, clock, TestNode.Turned);
        house.Far.Add(Enumerable.Range(0, 40).Select(i => new UnipilePerson($"p{i}")));
        var jobs = await house.AcceptAsync(Enumerable.Range(0, 40).Select(i => ($"p{i}", "Hello")));

        await Eventually.SeesAsync(
            async () => (Done: await house.CountAsync(jobs, job => job.State == JobState.Succeeded), Held: await house.CountAsync(jobs, job => job is { State: JobState.Waiting, Attempt: 0, NextAt: not null, Note: not null })),
            seen => seen is (25, 15), "25 are done and 15 held, none of their tries burnt");
        Assert.Equal(25, house.Far.Taken.Count);

        await own.TurnAsync(TimeSpan.FromDays(1));
        clock.Turn(TimeSpan.FromDays(1));
        await Eventually.SeesAsync(() => house.CountAsync(jobs, job => job is { State: JobState.Succeeded, Attempt: 1 }), count => count == 40, "the rest is done the day after");
        Assert.Equal(40, house.Far.Taken.Count);
        Assert.Empty(house.Far.Faults);
    }

    [Fact]
    public async Task At_LinkedIns_first_warning_the_action_rests_for_a_day_and_the_others_go_on()
    {
        var clock = new RunningClock();
        await using var own = await TestDatabase.CreateAsync();
        await using var house = await UnipileHouse.StartAsync(own, time: clock);
        house.Far.Add(UnipilePerson.Connected("alex"), new UnipilePerson("pat"), new UnipilePerson("sam"));
        house.Far.Script = moment => moment.Path == "/users/invite" ? UnipileFate.Refuse(422, "limit_exceeded") : null;
        Rests(await house.SayAsync("pat", "Hello"));
        house.Far.Script = _ => null;
        Rests(await house.SayAsync("sam", "Hello"));
        Assert.Equal(1, house.Far.Count("POST", "/users/invite"));
        Assert.IsType<Outcome.Accepted>(await house.SayAsync("alex", "Hello"));

        await own.TurnAsync(TimeSpan.FromHours(24.1));
        clock.Turn(TimeSpan.FromHours(24.1));
        house.Far.Usage = 90;
        var accepted = Assert.IsType<Outcome.Accepted>(await house.SayAsync("pat", "Hello"));
        Assert.Equal("90", accepted.Delivery.Facts?["usage_percent"]);
        Rests(await house.SayAsync("sam", "Hello"));
        Assert.Equal(2, house.Far.Taken.Count);
    }

    [Fact]
    public async Task The_account_s_own_limits_go_before_and_what_was_not_handed_over_is_given_back()
    {
        await using var house = await UnipileHouse.StartAsync(database, change: account => account with { ActionLimits = Limits(("message", 1), ("invitation", 0)) });
        house.Far.Add(UnipilePerson.Connected("alex"), UnipilePerson.Connected("kim"), new UnipilePerson("pat"));
        Rests(await house.SayAsync("pat", "Hello"), hours: 0);
        Assert.IsType<Outcome.Unreachable>(await house.Driver.PerformAsync(house.Job(JobAction.Dispatch, "alex", new JobContent { Text = "Hello" }, () => false), CancellationToken.None));
        house.Far.Script = moment => moment.Method == "POST" ? UnipileFate.Refuse(422, "blocked_recipient") : null;
        Assert.IsType<Outcome.Refused>(await house.SayAsync("alex", "Hello"));
        house.Far.Script = moment => moment.Method == "POST" ? UnipileFate.Broken(UnipileBreak.Cut, true) : null;
        Assert.IsType<Outcome.Unknown>(await house.SayAsync("alex", "Hello"));
        house.Far.Script = _ => null;
        Rests(await house.SayAsync("kim", "Hello"), hours: 0);
        Assert.Single(house.Far.Taken);
    }

    [Fact]
    public async Task Looks_at_people_are_counted_too()
    {
        await using var house = await UnipileHouse.StartAsync(database, change: account => account with { ActionLimits = Limits(("profile_view", 2)) });
        house.Far.Add(UnipilePerson.Connected("alex"), UnipilePerson.Connected("kim"), UnipilePerson.Connected("lee"));
        Assert.IsType<Outcome.Accepted>(await house.SayAsync("alex", "Hello"));
        Assert.IsType<Outcome.Accepted>(await house.SayAsync("kim", "Hello"));
        Rests(await house.SayAsync("lee", "Hello"), hours: 0);
        Assert.IsType<Outcome.Accepted>(await house.SayAsync("alex", "Hello again"));
        Assert.Equal(0, house.Far.Count("GET", "/users/lee"));
    }

    [Fact]
    public async Task Held_jobs_have_their_places_in_the_days_to_come_and_none_is_tried_before()
    {
        var clock = new RunningClock();
        await using var own = await TestDatabase.CreateAsync();
        await using var house = await UnipileHouse.StartAsync(own, time: clock, options: TestNode.Turned, change: account => account with { ActionLimits = Limits(("invitation", 5)) });
        var jobs = await InviteAsync(house, 12);
        await Eventually.SeesAsync(() => CountAsync(house, jobs), seen => seen is (5, 7), "five are done and seven held");

        await own.TurnAsync(TimeSpan.FromDays(1));
        clock.Turn(TimeSpan.FromDays(1));
        await Eventually.SeesAsync(() => CountAsync(house, jobs), seen => seen is (10, 2), "five more are done");
        Assert.Equal([1, 1], await ClaimsAsync(own));
        var waiting = (await HeldAsync(house, jobs))[0].JobId;
        var explanation = await house.Node.Get<IJobStore>().ExplainAsync(house.Account.Workspace, waiting, CancellationToken.None);
        var hold = Assert.Single(explanation!.Holds);
        Assert.Equal(JobHold.ActionLimit, hold.Reason);
        Assert.True(hold.Until > explanation.Now && hold.Until <= explanation.Now + TimeSpan.FromHours(24));

        await own.TurnAsync(TimeSpan.FromDays(1));
        clock.Turn(TimeSpan.FromDays(1));
        await Eventually.SeesAsync(() => CountAsync(house, jobs), seen => seen is (12, 0), "all are done");
    }

    [Fact]
    public async Task Raised_limits_and_cancelled_jobs_bring_the_held_forward_in_their_order()
    {
        await using var own = await TestDatabase.CreateAsync();
        await using var house = await UnipileHouse.StartAsync(own, options: new EngineOptions(), change: account => account with { ActionLimits = Limits(("invitation", 2)) });
        var jobs = await InviteAsync(house, 9);
        await Eventually.SeesAsync(() => CountAsync(house, jobs), seen => seen is (2, 7), "two are done and seven held");
        var held = await HeldAsync(house, jobs);
        Assert.Equal([1, 1, 2, 2, 3, 3, 4], held.Select(job => job.Days));

        // The first of the second day leaves: those behind move up.
        await house.Node.Get<IJobStore>().CancelAsync(house.Account.Workspace, held[2].JobId, CancellationToken.None);
        await house.Node.Get<BudgetPlaces>().ReplanAsync(CancellationToken.None);
        Assert.Equal([1, 1, 2, 2, 3, 3], (await HeldAsync(house, jobs)).Select(job => job.Days));

        await house.ChangeAsync(account => account with { ActionLimits = Limits(("invitation", 4)) });
        house.Node.Get<AccountDirectory>().Forget();
        await house.Node.Get<BudgetPlaces>().ReplanAsync(CancellationToken.None);
        await Eventually.SeesAsync(() => CountAsync(house, jobs), seen => seen is (4, 4), "two more are done at once");
        Assert.Equal(2, await house.CountAsync(held.Take(2).Select(job => job.JobId), job => job.State == JobState.Succeeded));
        Assert.Equal([1, 1, 1, 1], (await HeldAsync(house, jobs)).Select(job => job.Days));
        Assert.All(await ClaimsAsync(own), claims => Assert.Equal(1, claims));
    }

    private static Task<IReadOnlyList<Guid>> InviteAsync(UnipileHouse house, int count)
    {
        house.Far.Add(Enumerable.Range(0, count).Select(i => new UnipilePerson($"p{i}")));
        return house.AcceptAsync(Enumerable.Range(0, count).Select(i => ($"p{i}", "Hello")));
    }

    private static async Task<(int Done, int Held)> CountAsync(UnipileHouse house, IReadOnlyList<Guid> jobs) =>
        (await house.CountAsync(jobs, job => job.State == JobState.Succeeded), await house.CountAsync(jobs, job => job is { State: JobState.Waiting, Attempt: 0, NextAt: not null, Note: not null }));

    /// <summary>Who waits, by their days from today on, the first first.</summary>
    private static async Task<List<(Guid JobId, int Days)>> HeldAsync(UnipileHouse house, IReadOnlyList<Guid> jobs)
    {
        var views = await Task.WhenAll(jobs.Select(job => house.Node.FindAsync(house.Account.Workspace, job)));
        return [.. views.Where(view => view.State == JobState.Waiting).OrderBy(view => view.NextAt)
            .Select(view => (view.JobId, (int)Math.Ceiling((view.NextAt!.Value - TimeProvider.System.GetUtcNow()).TotalDays)))];
    }

    /// <summary>How often the jobs that wait were claimed.</summary>
    private static async Task<List<int>> ClaimsAsync(TestDatabase own)
    {
        await using var command = own.Database.Read.CreateCommand("select claim from live_job where state = 'waiting'");
        await using var reader = await command.ExecuteReaderAsync();
        var claims = new List<int>();
        while (await reader.ReadAsync())
        {
            claims.Add(reader.GetInt32(0));
        }

        return claims;
    }

    private static void Rests(Outcome outcome, double hours = 23) => Assert.True(Assert.IsType<Outcome.Deferred>(outcome) is { IsHeld: true, RetryAfter: { } wait } && wait.TotalHours >= hours && wait.TotalHours <= 24.1, $"{outcome}");

    private static ActionLimits Limits(params (string Action, int Most)[] limits) => new(false, new Dictionary<string, int>(), limits.ToDictionary(limit => limit.Action, limit => limit.Most));
}
