using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Jobs;
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

    private static void Rests(Outcome outcome, double hours = 23) => Assert.True(Assert.IsType<Outcome.Deferred>(outcome) is { IsHeld: true, RetryAfter: { } wait } && wait.TotalHours >= hours && wait.TotalHours <= 24.1, $"{outcome}");

    private static ActionLimits Limits(params (string Action, int Most)[] limits) => new(false, new Dictionary<string, int>(), limits.ToDictionary(limit => limit.Action, limit => limit.Most));
}
