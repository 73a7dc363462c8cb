using Postrider.Channels;
using Postrider.Jobs;
using Postrider.Testing;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Postrider.Testing.Unipile;
using Xunit;

namespace Postrider.IntegrationTests.Unipile;

public sealed class NeverTwiceTests
{
    private static readonly Accounts.ActionLimits _wide = new(false, new Dictionary<string, int>(), new Dictionary<string, int> { ["message"] = 1000, ["profile_view"] = 1000 });

    /// <summary>Every answer is lost, after the message was taken or before, in silence or by a cut; then the far side is well again.</summary>
    [Theory]
    [InlineData(Channel.LinkedIn, false)]
    [InlineData(Channel.WhatsApp, false)]
    [InlineData(Channel.LinkedIn, true)]
    [InlineData(Channel.WhatsApp, true)]
    public async Task A_hundred_lost_answers_leave_one_copy_of_each_message(string channel, bool isV2)
    {
        var clock = new RunningClock();
        await using var own = await TestDatabase.CreateAsync();
        await using var house = await UnipileHouse.StartAsync(own, channel, clock, TestNode.Turned, account => account with { ActionLimits = _wide }, isV2);
        string[] people = [.. Enumerable.Range(0, 100).Select(i => channel == Channel.LinkedIn ? $"p{i}" : $"+1415555{1000 + i}")];
        house.Far.Add(people.Select(who => UnipilePerson.Connected(who)));
        var posts = 0;
        house.Far.Script = moment =>
        {
            if (moment.Method != "POST")
            {
                return null;
            }

            var number = Interlocked.Increment(ref posts);
            return number > 100 ? null : UnipileFate.Broken(number % 2 == 0 ? UnipileBreak.Silence : UnipileBreak.Cut, isTaken: number % 4 < 2);
        };
        var jobs = await house.AcceptAsync(people.Select(who => (who, $"Hello {who}")));
        await Eventually.SeesAsync(
            async () =>
            {
                // Nothing but the silent is under way: time may pass.
                if (await house.CountAsync(jobs, job => job.State == JobState.Running) <= house.Far.Silent)
                {
                    await own.TurnAsync(TimeSpan.FromSeconds(30));
                    clock.Turn(TimeSpan.FromSeconds(30));
                }

                return await house.CountAsync(jobs, job => job.State == JobState.Succeeded);
            },
            count => count == 100,
            "all are done");

        Assert.Equal(100, house.Far.Taken.Count);
        Assert.Equal(100, house.Far.Taken.Select(taken => taken.To).Distinct().Count());
        Assert.True(posts > 100, "What was certainly not taken was sent again.");
        Assert.Empty(house.Far.Faults);
    }
}
