using System.Globalization;
using Postrider.IntegrationTests.Promises;
using Postrider.Testing;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.FarSides;

/// <summary>
/// Promises 1 and 2 at every far side at once: whatever goes wrong there, and whoever dies here, both logs agree message by message. POSTRIDER_AGREEMENT_JOBS asks for
/// so many jobs, fifty to an account, through real servers that are really killed, POSTRIDER_KILLS times.
/// </summary>
[Collection(Alone.Name)]
public sealed class AgreementTests(ITestOutputHelper output)
{
    private const int Jobs = 600;
    private const int AtATime = 2;

    [Fact]
    public async Task Far_sides_and_we_agree_message_by_message_whatever_goes_wrong()
    {
        var wanted = Number("POSTRIDER_AGREEMENT_JOBS");
        var kills = Number("POSTRIDER_KILLS") ?? 3;
        var accounts = (wanted ?? Jobs) / AgreementHouse.JobsPerAccount;

        // Hundreds of hosts in one process: each would watch its settings' file, and there are only so many watches.
        Environment.SetEnvironmentVariable("DOTNET_hostBuilder__reloadConfigOnChange", "false");
        var clock = new RunningClock();
        await using var database = await TestDatabase.CreateAsync();
        await using var house = await AgreementHouse.StartAsync(database.Database, accounts, clock);
        await using IWorkers workers = wanted is null ? new NodeWorkers(database, clock, () => house.Silences) : new ProcessWorkers(database);
        var started = TimeProvider.System.GetTimestamp();
        var jobs = await RunAsync(database, house, workers, accounts * AgreementHouse.JobsPerAccount, kills);
        var took = TimeProvider.System.GetElapsedTime(started);

        var check = await AgreementCheck.MakeAsync(database, jobs, house.FarSides);
        Tell(house, check, jobs.Count, kills, took);
        output.WriteLine($"{await CountAsync(database, "select count(*) from attempt")} attempts, {await CountAsync(database, "select count(*) from attempt where outcome = 'unknown'")} of unknown outcome, of which "
            + $"{await CountAsync(database, "select count(*) from attempt where detail = 'The node that ran this attempt is gone.'")} of dead nodes");
        Assert.True(check.Offences.Count == 0, $"{check.Offences.Count} do not agree:\n{string.Join('\n', check.Offences.Take(20))}");
        Assert.Equal(jobs.Count, check.Succeeded + check.Refused + check.Unknown);
        Assert.All(house.FarSides, farSide => Assert.Empty(farSide.Faults()));
        Assert.All(Enum.GetValues<Mishap>().Where(mishap => mishap != Mishap.None), mishap => Assert.True(Count(house, mishap) > 0, $"There was no {mishap}."));
        Assert.Equal(0, await CountAsync(database, "select count(*) from lane where in_flight <> 0"));
        Assert.Equal(0, await CountAsync(database, "select count(*) from account_load where in_flight <> 0 or hold is not null"));
        Assert.NotEqual(0, await CountAsync(database, "select count(*) from attempt where detail = 'The node that ran this attempt is gone.'"));
    }

    /// <summary>Jobs come in while nodes die, and the run is over when every job has ended.</summary>
    private static async Task<IReadOnlyList<AskedJob>> RunAsync(TestDatabase database, AgreementHouse house, IWorkers workers, int all, int kills)
    {
        var started = TimeProvider.System.GetTimestamp();
        var random = new Random(kills);
        var moments = new Queue<long>(Enumerable.Range(0, kills).Select(_ => random.NextInt64(all * 8 / 10)).Order());
        for (var i = 0; i < AtATime; i++)
        {
            await workers.StartOneAsync();
        }

        var accepting = house.AcceptAsync();
        while (!accepting.IsCompleted || moments.Count > 0 || await CountAsync(database, "select count(*) from live_job") > 0)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < workers.Patience, $"After {workers.Patience} there still are {await CountAsync(database, "select count(*) from live_job")} jobs.");
            if (moments.TryPeek(out var moment) && await CountAsync(database, "select count(*) from attempt") >= moment)
            {
                moments.Dequeue();
                await workers.KillOneAsync();
                await workers.StartOneAsync();
            }

            await house.TakeNewsAsync();
            await workers.PassAsync();
        }

        return await accepting;
    }

    private void Tell(AgreementHouse house, AgreementCheck check, int jobs, int kills, TimeSpan took)
    {
        output.WriteLine($"{jobs} jobs over {house.FarSides.Count} accounts, {kills} kills, {took.TotalSeconds:0} s: {check.Succeeded} succeeded, {check.Refused} refused, "
            + $"{check.Unknown} unknown (of which {check.UnknownTaken} were taken), {check.Twice} taken twice");
        foreach (var kind in house.FarSides.GroupBy(farSide => $"{farSide.Kind}/{farSide.ChannelName}"))
        {
            var mishaps = Enum.GetValues<Mishap>().Where(mishap => mishap != Mishap.None).Select(mishap => $"{mishap} {kind.Sum(farSide => farSide.Storm.Count(mishap))}");
            output.WriteLine($"{kind.Key}: {kind.Sum(farSide => farSide.Taken().Count())} taken; {string.Join(", ", mishaps)}");
        }
    }

    private static int Count(AgreementHouse house, Mishap mishap) => house.FarSides.Sum(farSide => farSide.Storm.Count(mishap));

    private static int? Number(string variable) => Environment.GetEnvironmentVariable(variable) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private static async Task<long> CountAsync(TestDatabase database, string sql)
    {
        await using var command = database.Database.Read.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
