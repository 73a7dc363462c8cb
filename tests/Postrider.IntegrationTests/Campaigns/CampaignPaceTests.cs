using Postrider.Calls;
using Postrider.Campaigns;
using Postrider.Dispatching;
using Postrider.Storage;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Campaigns;

/// <summary>A thousand calls while somebody pauses, resumes, changes the pace and adds numbers: what the log tells never breaks what was asked for.</summary>
public sealed class CampaignPaceTests(TestDatabase database, ITestOutputHelper output) : IClassFixture<TestDatabase>
{
    private const int Calls = 1000;
    private const int AtOnce = 10;
    private static readonly TimeSpan _short = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan _long = TimeSpan.FromMilliseconds(40);

    [Fact]
    public async Task Counters_pace_and_limit_hold_while_a_campaign_is_paused_resumed_changed_and_added_to()
    {
        // Whatever this machine is too busy to begin within a second would go back, and its start would not be counted.
        var patient = new EngineOptions { LatestBeginning = TimeSpan.FromMinutes(1) };
        await using var node = await CallHouse.StartAsync(database.Database, 0.02, options: patient);
        await using var other = await CallHouse.StartAsync(database.Database, 0.02, options: patient);
        var account = await node.MakeVoiceAsync("paced");
        var plan = CallHouse.Plan with { RingTimeoutSeconds = 5 };
        var store = node.Get<ICampaignStore>();

        // Trunk failures are rare among them, or the campaign would pause itself.
        var numbers = Enumerable.Range(0, Calls).Select(i => CampaignHouse.Number(i, i % 10 == 7 ? 0 : i % 10)).ToArray();
        var campaign = await node.MakeCampaignAsync(account, numbers[..700], CampaignHouse.Settings with { Spacing = _short, MaxConcurrent = AtOnce }, plan);
        await store.StartAsync(account.Workspace, campaign.CampaignId, plan, null, CancellationToken.None);

        await DoneAsync(150);
        Assert.True((await store.PauseAsync(account.Workspace, campaign.CampaignId, CancellationToken.None)).IsDone);
        var paused = (await StartsAsync()).Length;
        await Eventually.SeesAsync(() => node.FindAsync(campaign), seen => seen.Counts.InProgress == 0, "what ran has ended");
        Assert.Equal(paused, (await StartsAsync()).Length);
        await store.ResumeAsync(account.Workspace, campaign.CampaignId, plan, CancellationToken.None);

        await DoneAsync(300);
        var slower = (await store.ChangeAsync(account.Workspace, campaign.CampaignId, settings => settings with { Spacing = _long }, CancellationToken.None)).Campaign!.Now;
        await node.AcceptAllAsync([.. numbers[650..].Select(number => CampaignHouse.Call(account, campaign.CampaignId, number))]);
        await DoneAsync(350);
        var faster = (await node.FindAsync(campaign)).Now;
        await store.ChangeAsync(account.Workspace, campaign.CampaignId, settings => settings with { Spacing = _short, MaxConcurrent = AtOnce / 2 }, CancellationToken.None);
        await DoneAsync(450);
        await store.ChangeAsync(account.Workspace, campaign.CampaignId, settings => settings with { MaxConcurrent = AtOnce }, CancellationToken.None);

        var over = await node.WhenOverAsync(campaign);
        var calls = await node.CallsAsync(campaign);
        Assert.Equal((CampaignState.Completed, Calls, Calls), (over.State, over.Counts.Accepted, over.Counts.Done));
        Assert.Equal(Calls, calls.Count);
        Assert.All(calls, call => Assert.Equal(Fate(call.Job.Address), call.Record.Outcome));
        Assert.Equal(calls.CountBy(call => call.Record.Outcome!).ToDictionary(entry => entry.Key, entry => (long)entry.Value), over.Counts.Outcomes);

        var starts = await StartsAsync();
        Assert.Equal(Calls, starts.Length);
        var gaps = starts.Zip(starts.Skip(1)).ToArray();
        Assert.All(gaps, gap => Assert.True(gap.Second - gap.First >= _short, $"{gap.First:O} and {gap.Second:O} are too close"));

        // Starts are claimed a little ahead: those that were before the change keep the pace that they were given.
        var slow = slower + new EngineOptions().Horizon;
        Assert.All(gaps.Where(gap => gap.First >= slow && gap.Second <= faster), gap => Assert.True(gap.Second - gap.First >= _long, $"{gap.First:O} and {gap.Second:O} are too close"));
        var most = MostAtOnce(await IntervalsAsync());
        Assert.InRange(most, AtOnce / 2, AtOnce);
        output.WriteLine($"{Calls} calls in {(starts[^1] - starts[0]).TotalSeconds:0.0} s, the closest starts {gaps.Min(gap => gap.Second - gap.First).TotalMilliseconds:0.000} ms apart, at most {most} at once");

        Task DoneAsync(int calls) => Eventually.SeesAsync(() => node.FindAsync(campaign), seen => seen.Counts.Done >= calls, $"{calls} have ended");
    }

    private static string Fate(string address) => address[^2..] switch
    {
        "01" => CallOutcome.Busy,
        "02" => CallOutcome.NoAnswer,
        "03" => CallOutcome.Voicemail,
        "04" => CallOutcome.Rejected,
        "05" => CallOutcome.InvalidNumber,
        "06" => CallOutcome.Silence,
        _ => CallOutcome.Completed,
    };

    private static int MostAtOnce((DateTimeOffset From, DateTimeOffset Until)[] intervals)
    {
        var (most, now) = (0, 0);
        foreach (var (_, step) in intervals.SelectMany(interval => new[] { (At: interval.From, Step: 1), (At: interval.Until, Step: -1) }).OrderBy(moment => moment.At).ThenBy(moment => moment.Step))
        {
            now += step;
            most = Math.Max(most, now);
        }

        return most;
    }

    private async Task<DateTimeOffset[]> StartsAsync() => [.. (await IntervalsAsync()).Select(interval => interval.From).Order()];

    private async Task<(DateTimeOffset From, DateTimeOffset Until)[]> IntervalsAsync()
    {
        await using var command = database.Database.Read.CreateCommand("select started_at, finished_at from attempt union all select started_at, 'infinity' from live_job where state = 'running'");
        await using var reader = await command.ExecuteReaderAsync();
        var intervals = new List<(DateTimeOffset, DateTimeOffset)>();
        while (await reader.ReadAsync())
        {
            intervals.Add((At(0), At(1)));
        }

        return [.. intervals];

        DateTimeOffset At(int column) => new(DateTime.SpecifyKind(reader.GetDateTime(column), DateTimeKind.Utc));
    }
}
