using System.Text;
using Postrider.Acceptance;
using Postrider.Campaigns;
using Postrider.IntegrationTests.Promises;
using Postrider.Storage;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Campaigns;

/// <summary>A file's way into the store, with its figures. Alone, for it looks at the memory of the whole process.</summary>
[Collection(Alone.Name)]
public sealed class CampaignIntakeTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const int Rows = 50_000;
    private const double Megabyte = 1024 * 1024;

    [Fact]
    public async Task Fifty_thousand_rows_are_taken_in_under_twenty_seconds_and_under_fifty_megabytes()
    {
        await using var node = await CallHouse.StartApiAsync(database.Database);
        var target = await MakeAsync(node, "large");
        await TakeAsync(node, target with { CampaignId = await CreateAsync(node, target) }, File(500, "warm"));

        using var file = Open(File(Rows, "row"));
        var before = (Held: GC.GetTotalMemory(forceFullCollection: true), Environment.WorkingSet);
        var start = TimeProvider.System.GetTimestamp();
        var (tally, most) = await TakeAsync(node, target, file);
        var took = TimeProvider.System.GetElapsedTime(start);
        var grown = most - before.Held;

        TestContext.Current.TestOutputHelper?.WriteLine($"{Rows} rows in {took.TotalSeconds:0.0} s, {Rows / took.TotalSeconds:0} a second; memory grew by {grown / Megabyte:0.0} MB at most, the process by {(Environment.WorkingSet - before.WorkingSet) / Megabyte:0.0} MB.");
        Assert.Equal((IntakeEnd.Complete, Rows), (tally.End, tally.Accepted));
        Assert.True(took < TimeSpan.FromSeconds(20), $"It took {took}.");
        Assert.True(grown < 50 * Megabyte, $"{grown} bytes more were in memory.");
        Assert.Equal(Rows, (await FindAsync(node, target)).Counts.Accepted);
    }

    [Fact]
    public async Task Rows_are_counted_by_what_became_of_them_and_the_rejected_are_kept_in_order()
    {
        await using var node = await CallHouse.StartApiAsync(database.Database);
        var target = await MakeAsync(node, "mixed");
        await node.Get<ISuppressionStore>().AddAsync(target.Workspace, "phone:+4930000099", "do_not_call", null, CancellationToken.None);
        var tally = await TakeAsync(node, target, "to,name\n+4930000001,Zoë\n0049 30 000001,again\n+4930000099,no\n4.91E+11,x\n+4930000002,Max\n030,x\n");

        Assert.Equal((IntakeEnd.Complete, 2, 1, 2, 1), (tally.End, tally.Accepted, tally.Duplicate, tally.Invalid, tally.Suppressed));
        Assert.Equal(99_998, tally.CallsRemaining);
        var rejected = await node.Get<ICampaignStore>().ReadRejectedAsync(target.Workspace, target.CampaignId, CancellationToken.None).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal([(3L, RowReason.Duplicate), (4, RowReason.Suppressed), (5, RowReason.SpreadsheetNotation), (7, RowReason.NotInternational)], rejected.Select(row => (row.Row, row.Reason)));
        Assert.Equal(rejected, tally.Rejected);

        var campaign = await FindAsync(node, target);
        Assert.Equal((2, 1, 2, 1, 6), (campaign.Counts.Accepted, campaign.Counts.Duplicate, campaign.Counts.Invalid, campaign.Counts.Suppressed, campaign.Counts.Total));

        var again = await TakeAsync(node, target, "to\n+4930000001\n+4930000003\n");
        Assert.Equal((1, 1), (again.Accepted, again.Duplicate));
        Assert.Equal(3, (await node.Get<ICampaignStore>().ReadCallsAsync(target.Workspace, target.CampaignId, CancellationToken.None).CountAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Rows_beyond_the_allowance_are_told()
    {
        await using var node = await CallHouse.StartApiAsync(database.Database);
        var target = await MakeAsync(node, "allowance");
        await node.Get<ICallAllowanceStore>().SetAsync(target.Workspace, 700, "UTC", CancellationToken.None);
        var tally = await TakeAsync(node, target, File(1200, "row"));
        Assert.Equal((700, 500, 0L), (tally.Accepted, tally.OverAllowance, tally.CallsRemaining));
        Assert.Equal(500, (await FindAsync(node, target)).Counts.OverAllowance);
    }

    [Fact]
    public async Task Campaign_that_is_over_takes_nothing()
    {
        await using var node = await CallHouse.StartApiAsync(database.Database);
        var target = await MakeAsync(node, "over");
        await node.Get<ICampaignStore>().CancelAsync(target.Workspace, target.CampaignId, hangUp: false, CancellationToken.None);
        var tally = await TakeAsync(node, target, File(10, "row"));
        Assert.Equal((IntakeEnd.CampaignOver, 0), (tally.End, tally.Accepted));
    }

    [Fact]
    public async Task Numbers_of_a_campaign_that_nobody_saw_go_with_it()
    {
        await using var node = await CallHouse.StartApiAsync(database.Database);
        var target = await MakeAsync(node, "unseen", isSeen: false);
        Assert.Equal(600, (await TakeAsync(node, target, File(600, "row"))).Accepted);
        Assert.Equal(600, await CountNumbersAsync(target));
        await node.Get<ICampaignStore>().DiscardAsync(target.Workspace, target.CampaignId, CancellationToken.None);
        Assert.Equal(0, await CountNumbersAsync(target));
    }

    private async Task<long> CountNumbersAsync(IntakeTarget target)
    {
        await using var command = database.Database.Read.CreateCommand("select count(*) from campaign_number where workspace_id = $1 and campaign_id = $2");
        command.Parameters.AddWithValue(target.Workspace.Value);
        command.Parameters.AddWithValue(target.CampaignId);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static string File(int rows, string name) => "to,name,city\n" + string.Concat(Enumerable.Range(0, rows).Select(row => $"+4930{row:0000000},{name} {row},Köln\n"));

    private static MemoryStream Open(string text) => new(Encoding.UTF8.GetBytes(text));

    private static async Task<IntakeTarget> MakeAsync(TestNode node, string name, bool isSeen = true)
    {
        var account = await node.MakeVoiceAsync(name);
        var target = new IntakeTarget(account.Workspace, Guid.Empty, CallHouse.AgentId, account.AccountId);
        return target with { CampaignId = await CreateAsync(node, target, isSeen) };
    }

    private static async Task<Guid> CreateAsync(TestNode node, IntakeTarget target, bool isSeen = true)
    {
        var id = Guid.NewGuid();
        await node.Get<ICampaignStore>().CreateAsync(
            new NewCampaign { Workspace = target.Workspace, CampaignId = id, AgentId = target.AgentId, AccountId = target.AccountId, Plan = CallHouse.Plan, Settings = new CampaignSettings { Name = "test" } },
            CancellationToken.None);
        if (isSeen)
        {
            await node.Get<ICampaignStore>().OpenAsync(target.Workspace, id, CancellationToken.None);
        }

        return id;
    }

    private static async Task<Campaign> FindAsync(TestNode node, IntakeTarget target) =>
        (await node.Get<ICampaignStore>().FindAsync(target.Workspace, target.CampaignId, CancellationToken.None))!;

    private static async Task<CampaignTally> TakeAsync(TestNode node, IntakeTarget target, string text) =>
        (await TakeAsync(node, target, Open(text))).Tally;

    /// <summary>With the most that was in memory, looked at every few thousand rows.</summary>
    private static async Task<(CampaignTally Tally, long Most)> TakeAsync(TestNode node, IntakeTarget target, Stream stream)
    {
        var file = new CampaignFile(stream);
        var check = await file.CheckAsync(null, CancellationToken.None);
        Assert.Null(check.Fault);
        var (read, most) = (0, 0L);
        var numbers = new CampaignNumberReader(new CallHours(CallHours.Default, "UTC"), TimeProvider.System.GetUtcNow(), NumberZones.Of);
        var rows = file.ReadAsync(check.Header!, numbers, CancellationToken.None).Select(row =>
        {
            most = ++read % 5000 == 0 ? Math.Max(most, GC.GetTotalMemory(forceFullCollection: true)) : most;
            return row;
        });
        var intake = new CampaignIntake(node.Get<Acceptor>(), node.Get<IAcceptanceStore>(), node.Get<ICampaignStore>());
        return (await intake.TakeAsync(target, rows, CancellationToken.None), most);
    }
}
