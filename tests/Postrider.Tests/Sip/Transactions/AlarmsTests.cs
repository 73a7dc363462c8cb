using Postrider.Sip.Transactions;
using Postrider.Testing;
using Xunit;

namespace Postrider.Tests.Sip.Transactions;

public sealed class AlarmsTests
{
    private readonly ManualClock _clock = new();
    private readonly Lock _gate = new();
    private readonly List<string> _rung = [];
    private Exception? _fault;

    [Fact]
    public void Alarms_ring_at_their_moments_in_order_behind_one_timer()
    {
        using var alarms = Make();
        Set(alarms, 2, "b");
        Set(alarms, 1, "a");
        Set(alarms, 2, "c");
        Assert.Equal(1, _clock.ArmedTimers);
        _clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Empty(_rung);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(["a"], _rung);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["a", "b", "c"], _rung);
        Assert.Equal((0, 0), (alarms.Count, _clock.ArmedTimers));
    }

    [Fact]
    public void What_is_called_off_does_not_ring_and_is_tidied_away()
    {
        using var alarms = Make();
        var kept = Set(alarms, 100, "kept");
        for (var i = 0; i < 10_000; i++)
        {
            Set(alarms, 50, "off").Cancel();
        }

        Assert.Equal(1, alarms.Count);
        _clock.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal(["kept"], _rung);
        Assert.Equal(0, alarms.Count);
        kept.Cancel();
        Assert.Equal(0, alarms.Count);
    }

    [Fact]
    public void An_alarm_may_set_and_call_off_others()
    {
        using var alarms = Make();
        var other = Set(alarms, 2, "other");
        alarms.Set(TimeSpan.FromSeconds(1), () =>
        {
            other.Cancel();
            Set(alarms, 0, "now");
            Set(alarms, 3, "later");
        });
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["now"], _rung);
        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(["now", "later"], _rung);
    }

    [Fact]
    public void A_fault_in_one_does_not_keep_the_next_from_ringing()
    {
        using var alarms = Make();
        alarms.Set(TimeSpan.FromSeconds(1), () => throw new InvalidOperationException("as scripted"));
        Set(alarms, 1, "next");
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["next"], _rung);
        Assert.Equal("as scripted", _fault?.Message);
    }

    [Fact]
    public void After_the_end_nothing_rings()
    {
        var alarms = Make();
        Set(alarms, 1, "never");
        alarms.Dispose();
        Set(alarms, 1, "never");
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Empty(_rung);
        Assert.Equal((0, 0), (alarms.Count, _clock.ArmedTimers));
    }

    private Alarms Make() => new(_clock, _gate, exception => _fault = exception);

    private Alarm Set(Alarms alarms, int seconds, string name) => alarms.Set(TimeSpan.FromSeconds(seconds), () => _rung.Add(name));
}
