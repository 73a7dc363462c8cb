using System.Net;
using Postrider.Sip.Media;
using Xunit;

namespace Postrider.Tests.Sip.Media;

public sealed class FarEndTests
{
    private static readonly IPEndPoint _agreed = new(IPAddress.Parse("10.0.0.1"), 4000);
    private static readonly SocketAddress _there = _agreed.Serialize();
    private static readonly SocketAddress _elsewhere = new IPEndPoint(IPAddress.Parse("192.0.2.7"), 4100).Serialize();
    private static readonly SocketAddress _stranger = new IPEndPoint(IPAddress.Parse("203.0.113.5"), 4200).Serialize();
    private readonly FarEnd _end = new();
    private double _now;

    public FarEndTests() => _end.Use(_agreed);

    [Fact]
    public void Packets_from_the_agreed_place_belong_and_it_stays_the_place()
    {
        Assert.True(Accepts(_there));
        Assert.Equal(_there, _end.Place);
    }

    [Fact]
    public void Three_packets_from_another_place_make_it_the_place_and_a_stray_one_does_not()
    {
        Assert.False(Accepts(_elsewhere));
        Assert.False(Accepts(_stranger));
        Assert.False(Accepts(_elsewhere));
        Assert.False(Accepts(_elsewhere));
        Assert.Equal(_there, _end.Place);
        Assert.True(Accepts(_elsewhere));
        Assert.Equal(_elsewhere, _end.Place);
    }

    [Fact]
    public void The_place_moves_once_per_plan()
    {
        Move(_elsewhere);
        Assert.All(Enumerable.Range(0, 10), _ => Assert.False(Accepts(_stranger)));
        Assert.Equal(_elsewhere, _end.Place);
        _end.Use(_agreed);
        Assert.Equal(_elsewhere, _end.Place);
        _now += 2;
        Move(_stranger);
    }

    [Fact]
    public void Nobody_takes_over_while_the_agreed_place_is_heard()
    {
        Assert.True(Accepts(_there));
        for (var i = 0; i < 100; i++)
        {
            _now += 0.02;
            Assert.True(Accepts(_there));
            Assert.All(Enumerable.Range(0, 5), _ => Assert.False(Accepts(_stranger)));
        }

        _now += 1.1;
        Move(_elsewhere);
    }

    [Fact]
    public void A_plan_with_another_place_counts_at_once_and_one_without_is_nowhere()
    {
        Move(_elsewhere);
        _end.Use(new IPEndPoint(IPAddress.Loopback, 5000));
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 5000).Serialize(), _end.Place);
        Assert.False(Accepts(_elsewhere));
        _end.Use(null);
        Assert.Null(_end.Place);
        Assert.All(Enumerable.Range(0, 5), _ => Assert.False(Accepts(_elsewhere)));
    }

    [Fact]
    public void The_agreed_place_has_the_last_word_when_it_speaks()
    {
        Move(_elsewhere);
        Assert.True(Accepts(_there));
        Assert.Equal(_there, _end.Place);
        Assert.All(Enumerable.Range(0, 10), _ => Assert.False(Accepts(_elsewhere)));
    }

    [Fact]
    public void Packets_that_do_not_count_on_are_no_stream()
    {
        Assert.All(Enumerable.Range(0, 10), _ => Assert.False(_end.Accepts(_stranger, TimeSpan.Zero, 700)));
        Assert.All(Enumerable.Range(0, 10), i => Assert.False(_end.Accepts(_stranger, TimeSpan.Zero, (ushort)(i * 4711))));
        Assert.Equal(_there, _end.Place);
        Assert.False(_end.Accepts(_elsewhere, TimeSpan.Zero, 65534));
        Assert.False(_end.Accepts(_elsewhere, TimeSpan.Zero, 65535));
        Assert.True(_end.Accepts(_elsewhere, TimeSpan.Zero, 1));
        Assert.Equal(_elsewhere, _end.Place);
    }

    private void Move(SocketAddress to)
    {
        Accepts(to);
        Accepts(to);
        Assert.True(Accepts(to));
        Assert.Equal(to, _end.Place);
    }

    private bool Accepts(SocketAddress from) => _end.Accepts(from, TimeSpan.FromSeconds(_now));
}
