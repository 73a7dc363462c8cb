using Postrider.Sip.Media;
using Xunit;

namespace Postrider.Tests.Sip.Media;

public sealed class JitterBufferTests
{
    private const uint Begin = 0xFFFFFF00;
    private readonly JitterBuffer _buffer = new();
    private readonly List<byte?> _heard = [];

    [Fact]
    public void Packets_of_20_ms_come_back_as_they_were()
    {
        Assert.False(_buffer.Take(new byte[160]));
        for (var i = 0; i < 20; i++)
        {
            Put(i);
            Take();
        }

        Assert.Equal([null, .. Enumerable.Range(0, 19).Select(i => (byte?)i)], _heard);
        Assert.Equal(160, _buffer.Depth);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(240)]
    [InlineData(320)]
    [InlineData(480)]
    [InlineData(1600)]
    public void Packets_of_any_length_become_frames_of_20_ms(int length)
    {
        var sound = new byte[4800];
        Random.Shared.NextBytes(sound);
        List<byte> heard = [];
        var frame = new byte[160];
        for (var (at, beat) = (0, 0); heard.Count < sound.Length && beat < 80; beat++)
        {
            for (; at < sound.Length && at <= beat * 160; at += length)
            {
                _buffer.Put(unchecked(Begin + (uint)at), sound.AsSpan(at, Math.Min(length, sound.Length - at)));
            }

            if (_buffer.Take(frame))
            {
                heard.AddRange(frame);
            }
        }

        Assert.Equal(sound, heard);
        Assert.Equal(0, _buffer.Late);
    }

    [Fact]
    public void Order_and_repetition_do_not_matter()
    {
        foreach (var i in new[] { 0, 2, 1, 1, 3, 0, 5, 4 })
        {
            Put(i);
        }

        Take(6);
        Assert.Equal([null, 0, 1, 2, 3, 4], _heard);
    }

    [Fact]
    public void A_packet_that_was_overtaken_and_is_late_is_dropped_and_the_first_of_two_with_one_time_counts()
    {
        Put(0);
        Put(2);
        Take(3);
        Put(1);
        Assert.Equal(1, _buffer.Late);
        _buffer.Put(unchecked(Begin + (2 * 160)), Enumerable.Repeat((byte)99, 160).ToArray());
        Take();
        Assert.Equal([null, 0, null, 2], _heard);
    }

    [Fact]
    public void A_stream_that_becomes_later_is_waited_for_and_nothing_of_it_is_lost()
    {
        for (var i = 0; i < 3; i++)
        {
            Put(i);
            Take();
        }

        // Five frames of nothing, then all of it at once.
        Take(5);
        for (var i = 3; i < 9; i++)
        {
            Put(i);
        }

        Take(6);
        Assert.Equal([null, 0, 1, 2, null, null, null, null, 3, 4, 5, 6, 7, 8], _heard);
        Assert.Equal(0, _buffer.Late);
    }

    [Fact]
    public void What_was_waited_for_in_vain_is_given_back_a_frame_at_a_time()
    {
        for (var i = 0; i < 8; i++)
        {
            Put(i);
        }

        for (var i = 8; i < 800; i++)
        {
            Put(i);
            Take();
        }

        Assert.InRange(_buffer.Depth / 160, 1, JitterBuffer.Target);
        Assert.True(_heard.Count(found => found is null) <= 1);
    }

    [Fact]
    public void A_frame_of_which_only_the_first_half_is_here_waits_for_the_other_once()
    {
        var half = Enumerable.Repeat((byte)1, 80).ToArray();
        _buffer.Put(0, half);
        Take(3);
        _buffer.Put(80, half);
        Take();
        Assert.Equal([null, null, null, 1], _heard);
        _buffer.Put(160, half);
        Take();
        var frame = new byte[160];
        Assert.True(_buffer.Take(frame));
        Assert.Equal([.. half, .. Enumerable.Repeat((byte)0xFF, 80)], frame);
    }

    [Fact]
    public void No_more_than_ten_frames_are_kept_and_the_oldest_go()
    {
        for (var i = 0; i < 18; i++)
        {
            Put(i);
        }

        Assert.Equal(JitterBuffer.Most * 160, _buffer.Depth);
        Take();
        Assert.Equal([(byte?)8], _heard);
    }

    [Fact]
    public void One_packet_from_elsewhere_in_time_changes_nothing_and_two_are_a_new_beginning()
    {
        Put(0);
        Put(1);
        _buffer.Put(unchecked(Begin + 5_000_000), new byte[160]);
        Take(2);
        Put(2);
        Take();
        Assert.Equal([null, 0, 1], _heard);

        _buffer.Put(1_000_000, Enumerable.Repeat((byte)50, 160).ToArray());
        _buffer.Put(1_000_160, Enumerable.Repeat((byte)51, 160).ToArray());
        _buffer.Put(1_000_320, Enumerable.Repeat((byte)52, 160).ToArray());
        _heard.Clear();
        Take(3);
        Assert.Equal([null, 51, 52], _heard);
    }

    [Fact]
    public void A_pause_of_the_far_side_is_a_pause_and_its_end_is_heard_in_time()
    {
        Put(0);
        Put(1);
        Take(500);
        Put(499);
        Put(500);
        _heard.Clear();
        Take(2);
        Assert.Equal([243, 244], _heard);
    }

    [Fact]
    public void What_is_too_long_or_empty_is_not_taken()
    {
        _buffer.Put(0, []);
        _buffer.Put(0, new byte[1601]);
        Assert.Equal(0, _buffer.Depth);
        Assert.False(_buffer.Take(new byte[160]));
    }

    private void Put(int number) =>
        _buffer.Put(unchecked(Begin + (uint)(number * 160)), Enumerable.Repeat((byte)number, 160).ToArray());

    private void Take(int frames = 1)
    {
        var frame = new byte[160];
        for (; frames > 0; frames--)
        {
            var any = _buffer.Take(frame);
            Assert.False(any && frame.AsSpan().ContainsAnyExcept(frame[0]));
            _heard.Add(any ? frame[0] : null);
        }
    }
}
