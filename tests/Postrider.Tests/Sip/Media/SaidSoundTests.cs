using Postrider.Sip.Media;
using Xunit;

namespace Postrider.Tests.Sip.Media;

public sealed class SaidSoundTests
{
    private readonly SaidSound _said = new();
    private readonly byte[] _frame = new byte[160];

    [Fact]
    public void Pieces_of_any_length_come_out_as_frames_in_order()
    {
        var sound = Enumerable.Range(0, 160 * 40).Select(i => (byte)(i * 7)).ToArray();
        List<byte> taken = [];
        for (var at = 0; at < sound.Length; at += 133)
        {
            _said.Append(sound.AsSpan(at, Math.Min(133, sound.Length - at)));
            if (at % 3 == 0)
            {
                taken.AddRange(_frame.AsSpan(0, _said.Take(_frame)));
            }
        }

        while (_said.Length > 0)
        {
            taken.AddRange(_frame.AsSpan(0, _said.Take(_frame)));
        }

        Assert.Equal(sound, taken);
    }

    [Fact]
    public void What_is_short_of_a_frame_waits_for_one_beat_in_case_that_more_follows()
    {
        _said.Append(new byte[100]);
        Assert.Equal(0, _said.Take(_frame));
        _said.Append(new byte[100]);
        Assert.Equal(160, _said.Take(_frame));
        Assert.Equal(0, _said.Take(_frame));
        Assert.Equal(40, _said.Take(_frame));
        Assert.Equal(0, _said.Take(_frame));
    }

    [Fact]
    public void Who_waits_is_told_when_what_was_there_before_is_said()
    {
        Assert.Null(_said.Wait());
        _said.Append(new byte[320]);
        var first = _said.Wait()!;
        _said.Append(new byte[160]);
        var second = _said.Wait()!;
        for (var i = 0; i < 2; i++)
        {
            Assert.False(first.Task.IsCompleted);
            _said.Take(_frame);
            _said.Tell();
        }

        Assert.True(first.Task.IsCompletedSuccessfully);
        Assert.False(second.Task.IsCompleted);
        _said.Hush();
        Assert.True(second.Task.IsCompletedSuccessfully);
        Assert.Equal((0, 0), (_said.Waiting, _said.Length));
    }

    [Fact]
    public void An_hour_is_kept_and_no_more()
    {
        var minute = new byte[60 * 8000];
        for (var i = 0; i < 61; i++)
        {
            _said.Append(minute);
        }

        Assert.Equal(SaidSound.Most, _said.Length);
    }
}
