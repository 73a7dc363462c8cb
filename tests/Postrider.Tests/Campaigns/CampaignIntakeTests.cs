using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Postrider.Acceptance;
using Postrider.Campaigns;
using Postrider.Jobs;
using Postrider.Lanes;
using Xunit;

namespace Postrider.Tests.Campaigns;

public sealed class CampaignIntakeTests
{
    private static readonly IntakeTarget _target = new(new WorkspaceId(7), Guid.NewGuid(), "agent_1", "account_1");
    private readonly RejectingStore _rejecting = new();
    private long _remaining = 100_000;

    [Fact]
    public async Task Numbers_become_jobs_of_the_campaigns_lane_without_a_plan()
    {
        var store = new ReceivingStore(Accept);
        var row = new CampaignNumber(2, "+49301234567", "Europe/Berlin", JsonElement.Parse("""{"name":"Zoe"}"""));
        var tally = await TakeAsync(store, [row]);

        Assert.Equal((IntakeEnd.Complete, 1, 99_999), (tally.End, tally.Accepted, tally.CallsRemaining));
        var job = Assert.Single(Assert.Single(store.Parts));
        Assert.Equal((_target.Workspace, LaneName.Campaign(_target.CampaignId), "account_1", JobAction.Call, "phone:+49301234567", TimeSpan.Zero), (job.Workspace, job.Lane, job.AccountId, job.Action, job.Address, job.Gap));
        Assert.Equal(new NewCall("agent_1") { CampaignId = _target.CampaignId, Zones = "Europe/Berlin" }, job.Call);
        var body = JobBody.Read(job.Body);
        Assert.Equal(("+49301234567", null, "Zoe"), (body.Recipient.Phone, body.Content.Call, body.Metadata?.GetProperty("name").GetString()));
        Assert.Empty(_rejecting.Parts);
    }

    [Fact]
    public async Task Every_row_that_does_not_become_a_call_is_kept_and_counted_with_its_reason_in_order()
    {
        var store = new ReceivingStore(job => job.Address[^1] switch
        {
            '1' => new Reception.NumberTaken(),
            '2' => new Reception.Suppressed("opted_out"),
            '3' => new Reception.NoAllowance(),
            _ => Accept(job),
        });
        var tally = await TakeAsync(store, [Row(2, 0), Row(3, 1), new RejectedRow(4, "x", RowReason.InvalidNumber, "No number."), Row(5, 2), Row(6, 0), Row(7, 3)]);

        Assert.Equal((2, 1, 1, 1, 1), (tally.Accepted, tally.Duplicate, tally.Invalid, tally.Suppressed, tally.OverAllowance));
        Assert.Equal(0, tally.CallsRemaining);
        var kept = Assert.Single(_rejecting.Parts);
        Assert.Equal([(3L, RowReason.Duplicate), (4, RowReason.InvalidNumber), (5, RowReason.Suppressed), (7, RowReason.NoCallsRemaining)], kept.Select(row => (row.Row, row.Reason)));
        Assert.Equal(kept, tally.Rejected);
        Assert.Equal("+4930000002", kept[2].Number);
        Assert.Contains("opted_out", kept[2].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_are_handed_in_in_parts_and_only_the_first_rejected_are_shown()
    {
        var store = new ReceivingStore(Accept);
        var tally = await TakeAsync(store, Enumerable.Range(2, 1250).Select(row => row % 2 == 0 ? Row(row, 0) : new RejectedRow(row, "x", RowReason.InvalidNumber, "No number.")));

        Assert.Equal([250, 250, 125], store.Parts.Select(part => part.Count));
        Assert.Equal((625, 625, 99_375), (tally.Accepted, tally.Invalid, tally.CallsRemaining));
        Assert.Equal(Enumerable.Range(0, 100).Select(index => 3L + (2 * index)), tally.Rejected.Select(row => row.Row));
        Assert.Equal([250, 250, 125], _rejecting.Parts.Select(part => part.Count));
    }

    [Fact]
    public async Task No_rows_are_nothing()
    {
        var tally = await TakeAsync(new ReceivingStore(Accept), []);
        Assert.Equal((IntakeEnd.Complete, 0, null), (tally.End, tally.Accepted, tally.CallsRemaining));
    }

    [Fact]
    public async Task Campaign_that_is_over_takes_no_more_and_reads_no_further()
    {
        var left = 500;
        var store = new ReceivingStore(job => left-- > 0 ? Accept(job) : new Reception.CampaignOver());
        var read = 0;
        var tally = await TakeAsync(store, Enumerable.Range(2, 5000).Select(row =>
        {
            read++;
            return Row(row, 0);
        }));

        Assert.Equal((IntakeEnd.CampaignOver, 500, 1000), (tally.End, tally.Accepted, read));
        Assert.Equal(2, store.Parts.Count);
        Assert.Empty(_rejecting.Parts);
    }

    [Fact]
    public async Task Store_that_goes_away_stops_it_with_what_was_taken()
    {
        var tally = await TakeAsync(new ReceivingStore(Accept) { DownAfter = 2 }, Enumerable.Range(2, 5000).Select(row => Row(row, 0)));
        Assert.Equal((IntakeEnd.StoreDown, 1000), (tally.End, tally.Accepted));

        _rejecting.IsDown = true;
        tally = await TakeAsync(new ReceivingStore(Accept), Enumerable.Range(2, 5000).Select(row => row == 700 ? new RejectedRow(row, "", RowReason.MissingNumber, "") : Row(row, 0)));
        Assert.Equal((IntakeEnd.StoreDown, 999), (tally.End, tally.Accepted));
    }

    [Fact]
    public async Task Part_that_cannot_be_stored_stops_it()
    {
        var store = new ReceivingStore(Accept) { DownAfter = 1, Fault = new InvalidOperationException("as scripted") };
        var tally = await TakeAsync(store, Enumerable.Range(2, 5000).Select(row => Row(row, 0)));
        Assert.Equal((IntakeEnd.Unstorable, 500), (tally.End, tally.Accepted));
    }

    private static CampaignRow Row(int row, int kind) => new CampaignNumber(row, $"+493000000{kind}", "", null);

    private Reception.Accepted Accept(NewJob job) => new Reception.Accepted(Guid.NewGuid(), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, --_remaining);

    private async Task<CampaignTally> TakeAsync(ReceivingStore store, IEnumerable<CampaignRow> rows)
    {
        await using var acceptor = new Acceptor(store, NullLogger<Acceptor>.Instance);
        return await new CampaignIntake(acceptor, store, _rejecting).TakeAsync(_target, rows.ToAsyncEnumerable(), CancellationToken.None);
    }
}
