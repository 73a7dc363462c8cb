using Postrider.Lanes;
using Postrider.Postgres.Storage;
using Xunit;

namespace Postrider.Tests.Lanes;

public sealed class LaneSlotsTests
{
    private static readonly DateTimeOffset _now = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan _gap = TimeSpan.FromSeconds(60);
    private readonly LaneSlots _slots = new(new LaneKey(1, "lane"), new LaneTail(null, null, TimeSpan.Zero, TimeSpan.Zero, DateTimeOffset.MaxValue));

    [Fact]
    public void A_job_takes_its_slot_moves_the_tail_and_makes_the_lane_ready()
    {
        var slot = _slots.Give(Model.NewJob("a", _gap), _now, held: false);

        Assert.Equal(new LaneSlots.Slot(_now, InLine: true, Counted: true), slot);
        Assert.Equal(new LaneTail(_now, null, _gap, _gap, _now), _slots.Tail);
        Assert.True(_slots.Changed && _slots.Earlier);
    }

    [Fact]
    public void Jobs_of_one_batch_get_slots_a_gap_apart()
    {
        var slots = Enumerable.Range(0, 3).Select(_ => _slots.Give(Model.NewJob("a", _gap), _now, held: false)).ToList();

        Assert.Equal([_now, _now + _gap, _now + (_gap * 2)], slots.Select(slot => slot.At));
        Assert.Equal([true, false, false], slots.Select(slot => slot.InLine));
        Assert.Equal(_gap * 3, _slots.Tail.WaitingGap);
        Assert.Equal(_now, _slots.Tail.ReadyAt);
    }

    [Fact]
    public void A_later_send_at_is_the_slot_and_leaves_the_tail_alone()
    {
        _slots.Give(Model.NewJob("a", _gap), _now, held: false);
        var sendAt = _now.AddHours(1);

        var slot = _slots.Give(Model.NewJob("a", _gap, sendAt: sendAt), _now, held: false);

        Assert.Equal(new LaneSlots.Slot(sendAt, InLine: false, Counted: false), slot);
        Assert.Equal(_now + _gap, _slots.Give(Model.NewJob("a", _gap), _now, held: false).At);
    }

    [Fact]
    public void A_send_at_before_the_slot_changes_nothing()
    {
        _slots.Give(Model.NewJob("a", _gap), _now, held: false);
        Assert.Equal(new LaneSlots.Slot(_now + _gap, false, true), _slots.Give(Model.NewJob("a", _gap, sendAt: _now.AddSeconds(30)), _now, held: false));
    }

    [Fact]
    public void A_job_of_a_held_line_leaves_the_tail_and_the_wake_up_alone()
    {
        var before = _slots.Tail;

        var slot = _slots.Give(Model.NewJob("a", _gap), _now, held: true);

        Assert.Equal((_now, false), (slot.At, slot.Counted));
        Assert.Equal(before, _slots.Tail);
        Assert.False(_slots.Changed || _slots.Earlier);
    }

    [Fact]
    public void A_dry_run_tells_the_slot_and_changes_nothing()
    {
        _slots.Give(Model.NewJob("a", _gap), _now, held: false);
        var before = _slots.Tail;

        var slot = _slots.Give(Model.NewJob("a", _gap, dryRun: true), _now, held: false);

        Assert.Equal(_now + _gap, slot.At);
        Assert.False(slot.Counted);
        Assert.Equal(before, _slots.Tail);
    }

    [Fact]
    public void The_lane_is_ready_no_earlier_than_the_gap_after_its_last_start()
    {
        var slots = new LaneSlots(new LaneKey(1, "lane"), new LaneTail(_now.AddHours(-1), _now.AddSeconds(-10), TimeSpan.Zero, TimeSpan.Zero, DateTimeOffset.MaxValue));
        Assert.Equal(_now, slots.Give(Model.NewJob("a", _gap), _now, held: false).At);
        Assert.Equal(_now.AddSeconds(50), slots.Tail.ReadyAt);
    }

    [Fact]
    public void A_job_behind_others_wakes_nobody()
    {
        var slots = new LaneSlots(new LaneKey(1, "lane"), new LaneTail(_now.AddSeconds(60), _now, _gap, _gap, _now.AddSeconds(60)));
        slots.Give(Model.NewJob("a", _gap), _now, held: false);
        Assert.True(slots.Changed);
        Assert.False(slots.Earlier);
    }
}
