using Postrider.Attempts;
using Postrider.Channels;
using Postrider.Jobs;
using Postrider.Testing;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Postrider.Testing.Unipile;
using Xunit;

namespace Postrider.IntegrationTests.Unipile;

/// <summary>Answers that do not come, and what a look makes of them.</summary>
public sealed class LookTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly JobContent _hello = new() { Text = "Hi Alex,\r\n\r\nsaw your work." };

    [Theory]
    [InlineData("alex", UnipileBreak.Cut, true)]
    [InlineData("alex", UnipileBreak.Cut, false)]
    [InlineData("alex", UnipileBreak.Half, true)]
    [InlineData("alex", UnipileBreak.Half, false)]
    [InlineData("alex", UnipileBreak.Garbage, true)]
    [InlineData("alex", UnipileBreak.Silence, true)]
    [InlineData("alex", UnipileBreak.Silence, false)]
    [InlineData("pat", UnipileBreak.Cut, true)]
    [InlineData("pat", UnipileBreak.Cut, false)]
    [InlineData("pat", UnipileBreak.Half, true)]
    [InlineData("pat", UnipileBreak.Silence, true)]
    [InlineData("pat", UnipileBreak.Silence, false)]
    public async Task A_lost_answer_is_unknown_and_the_look_tells_which(string who, UnipileBreak how, bool isTaken)
    {
        var clock = new RunningClock();
        await using var house = await UnipileHouse.StartAsync(database, time: clock);
        house.Far.Add(UnipilePerson.Connected("alex"), new UnipilePerson("pat"));
        house.Far.Script = moment => moment.Method == "POST" ? UnipileFate.Broken(how, isTaken) : null;
        var job = house.Job(JobAction.Dispatch, who, _hello, startedAt: clock.GetUtcNow());
        var performing = house.Driver.PerformAsync(job, CancellationToken.None);
        if (how == UnipileBreak.Silence)
        {
            // Whoever gives up any sooner may take back what is about to be taken.
            await Eventually.SeesAsync(() => Task.FromResult(house.Far.Silent), silent => silent == 1, "it is taken, or not, and not answered");
            clock.Turn(TimeSpan.FromSeconds(26));
        }

        Assert.IsType<Outcome.Unknown>(await performing);
        house.Far.Script = _ => null;
        var found = await house.Driver.SettleAsync(job, CancellationToken.None);
        if (isTaken)
        {
            var delivery = Assert.IsType<Finding.Present>(found).Delivery;
            Assert.Equal((who == "alex" ? "direct_message" : "invitation", true, Assert.Single(house.Far.Taken).Id), (delivery.ResolvedAction, delivery.IsSaid, delivery.MessageId));
        }
        else
        {
            Assert.IsType<Finding.Absent>(found);
            Assert.Empty(house.Far.Taken);
        }

        Assert.Empty(house.Far.Faults);
    }

    [Fact]
    public async Task Nobody_who_listens_is_unreachable_and_nothing_is_counted()
    {
        var house = await UnipileHouse.StartAsync(database);
        house.Far.Add(UnipilePerson.Connected("alex"), UnipilePerson.Connected("kim"));
        await house.SayAsync("alex", "Hello");
        await house.Far.DisposeAsync();
        Assert.IsType<Outcome.Unreachable>(await house.SayAsync("alex", "Hello"));
        Assert.IsType<Outcome.Unreachable>(await house.SayAsync("kim", "Hello"));
        Assert.IsType<Finding.NotNow>(await house.Driver.SettleAsync(house.Job(JobAction.Dispatch, "alex", _hello), CancellationToken.None));
        await house.Node.DisposeAsync();
    }

    [Fact]
    public async Task A_look_at_a_far_side_that_is_not_well_looks_again_later()
    {
        await using var house = await UnipileHouse.StartAsync(database);
        house.Far.Add(UnipilePerson.Connected("alex"));
        await house.SayAsync("alex", "Hello");
        var job = house.Job(JobAction.Dispatch, "alex", _hello, startedAt: TimeProvider.System.GetUtcNow().AddMinutes(5));
        foreach (var fate in new[] { UnipileFate.Refuse(500, "provider_error"), UnipileFate.Refuse(401, "disconnected_account"), UnipileFate.Refuse(429, "too_many_requests"), UnipileFate.Refuse(502, null), UnipileFate.Broken(UnipileBreak.Garbage, false), UnipileFate.Broken(UnipileBreak.Cut, false) })
        {
            foreach (var path in new[] { "/chat_attendees", "/chats", "/users/invite/sent" })
            {
                house.Far.Script = moment => moment.Path.StartsWith(path, StringComparison.Ordinal) ? fate : null;
                Assert.IsType<Finding.NotNow>(await house.Driver.SettleAsync(job, CancellationToken.None));
            }
        }

        house.Far.Script = _ => null;
        Assert.IsType<Finding.Absent>(await house.Driver.SettleAsync(job, CancellationToken.None));
    }

    [Fact]
    public async Task What_an_account_wrote_in_other_words_at_the_time_is_not_for_a_look_to_judge()
    {
        await using var house = await UnipileHouse.StartAsync(database);
        house.Far.Add(UnipilePerson.Connected("alex"));
        await house.SayAsync("alex", "Hi Alex, saw your work!");
        var job = house.Job(JobAction.Dispatch, "alex", _hello, startedAt: TimeProvider.System.GetUtcNow());
        Assert.IsType<Finding.CannotTell>(await house.Driver.SettleAsync(job, CancellationToken.None));
        await house.SayAsync("alex", "Hi Alex,  saw your work.");
        Assert.IsType<Finding.Present>(await house.Driver.SettleAsync(job, CancellationToken.None));
    }

    [Fact]
    public async Task An_invitation_among_hundreds_is_found_and_one_that_was_answered_is_no_absence()
    {
        await using var house = await UnipileHouse.StartAsync(database, change: account => account with { ActionLimits = Limits(500) });
        UnipilePerson[] people = [.. Enumerable.Range(0, 101).Select(i => new UnipilePerson($"p{i}"))];
        house.Far.Add(people);
        foreach (var person in people)
        {
            Assert.IsType<Outcome.Accepted>(await house.SayAsync(person.PublicId, "Hello"));
        }

        var last = house.Job(JobAction.Dispatch, "p100", new JobContent { Text = "Hello" }, startedAt: TimeProvider.System.GetUtcNow());
        Assert.Equal("invitation-101", Assert.IsType<Finding.Present>(await house.Driver.SettleAsync(last, CancellationToken.None)).Delivery.MessageId);
        Assert.IsType<Finding.CannotTell>(await house.Driver.SettleAsync(last with { Body = last.Body with { Content = new JobContent { Text = "Not what the invitation says" } } }, CancellationToken.None));
        house.Far.Connect("ACoP100");
        Assert.IsType<Finding.CannotTell>(await house.Driver.SettleAsync(last, CancellationToken.None));
        Assert.Empty(house.Far.Faults);
    }

    [Fact]
    public async Task Likes_cannot_be_looked_up_and_whoever_was_never_looked_up_was_never_written_to()
    {
        await using var house = await UnipileHouse.StartAsync(database);
        Assert.IsType<Finding.CannotTell>(await house.Driver.SettleAsync(house.Job(JobAction.PostLike, "alex", new JobContent { Post = new PostWish("sales", 5, null) }), CancellationToken.None));
        Assert.IsType<Finding.Absent>(await house.Driver.SettleAsync(house.Job(JobAction.Dispatch, "alex", _hello), CancellationToken.None));
        Assert.Empty(house.Far.Seen);
    }

    private static Accounts.ActionLimits Limits(int most) => new(false, new Dictionary<string, int>(), new Dictionary<string, int> { ["invitation"] = most, ["profile_view"] = most });
}
