using Postrider.Sip.Media;
using Xunit;

namespace Postrider.Tests.Sip.Media;

public sealed class DigitTests
{
    private readonly DigitsHeard _heard = new();

    [Fact]
    public void A_digit_lasts_160_ms_its_end_is_told_three_times_and_a_pause_follows()
    {
        var pressed = new DigitsPressed();
        pressed.Append(DigitEvent.CodeOf('#')!.Value);
        pressed.Append(DigitEvent.CodeOf('5')!.Value);
        List<PressedDigit?> beats = [];
        for (uint now = 1000; pressed.IsPressing; now += 160)
        {
            beats.Add(pressed.Take(now));
        }

        Assert.Equal(28, beats.Count);
        Assert.Equal([160, 320, 480, 640, 800, 960, 1120, 1280, 1280, 1280], beats.Take(10).Select(beat => (int)beat!.Value.Event.Duration));
        Assert.Equal(7, beats.Take(10).Count(beat => !beat!.Value.Event.IsEnd));
        Assert.All(beats.Take(10), beat => Assert.Equal(('#', 1000u), (beat!.Value.Event.Digit, beat.Value.Timestamp)));
        Assert.Equal([true, .. Enumerable.Repeat(false, 9)], beats.Take(10).Select(beat => beat!.Value.IsFirst));
        Assert.All(beats.Skip(10).Take(4), Assert.Null);
        Assert.Equal(('5', 1000u + (14 * 160), true), (beats[14]!.Value.Event.Digit, beats[14]!.Value.Timestamp, beats[14]!.Value.IsFirst));
    }

    [Fact]
    public void All_sixteen_digits_have_a_code_and_nothing_else_has()
    {
        foreach (var digit in "0123456789*#ABCD")
        {
            Assert.Equal(digit, new DigitEvent(DigitEvent.CodeOf(digit)!.Value, false, 0).Digit);
        }

        Assert.Equal(DigitEvent.CodeOf('A'), DigitEvent.CodeOf('a'));
        Assert.Null(DigitEvent.CodeOf('E'));
        Assert.Null(new DigitEvent(16, false, 0).Digit);
    }

    [Fact]
    public void A_digit_is_told_once_whichever_of_its_packets_come()
    {
        Press('1', 1000, 160);
        Press('1', 1000, 320);
        Press('1', 1000, 480, true);
        Press('1', 1000, 480, true);
        Press('1', 5000, 800);
        Press('2', 9000, 480, true);
        Press('1', 5000, 960, true);
        Press('2', 9000, 480, true);
        Assert.Equal("112", Told());
        Press('2', 9000, 480, true);
        Assert.Equal("", Told());
    }

    [Fact]
    public void A_digit_held_for_long_goes_on_under_a_new_time_and_one_after_an_end_is_new()
    {
        Press('9', 1000, 65440);
        Press('9', 1000, 65535);
        Press('9', 1000 + 65535, 160);
        Press('9', 1000 + 65535, 320, true);
        Press('9', 1000 + 65535, 320, true);
        Press('9', 1000 + 65535 + 800, 160);
        Assert.Equal("99", Told());
    }

    [Fact]
    public void Garbage_and_floods_of_digits_are_bounded()
    {
        _heard.Put(1, [1, 2, 3]);
        _heard.Put(2, [16, 0, 0, 160]);
        Assert.Equal("", Told());
        for (uint i = 1; i < 1000; i++)
        {
            Press('3', i * 160, 160);
        }

        Assert.Equal("33333333", Told());
    }

    private void Press(char digit, uint timestamp, ushort duration, bool isEnd = false)
    {
        var payload = new byte[DigitEvent.Length];
        new DigitEvent(DigitEvent.CodeOf(digit)!.Value, isEnd, duration).Write(payload);
        _heard.Put(timestamp, payload);
    }

    private string Told()
    {
        var digits = new char[8];
        return new string(digits, 0, _heard.Take(digits));
    }
}
