using Postrider.Sip.Sound;
using Postrider.Testing.Sound;
using Xunit;

namespace Postrider.Tests.Sip.Sound;

public sealed class WavSoundTests
{
    private static readonly short[] _sound = Synth.Join(Synth.Tone(440, 50, -10), Synth.Speech(1));

    /// <summary>The ways to write a sample: the format's tag, its bits, and the bytes of one sample.</summary>
    public static TheoryData<int, int> Forms => new() { { 1, 8 }, { 1, 16 }, { 1, 24 }, { 1, 32 }, { 3, 32 }, { 3, 64 }, { 6, 8 }, { 7, 8 } };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_way_to_write_samples_is_read(int tag, int bits)
    {
        var data = _sound.SelectMany(sample => Written(sample, tag, bits)).ToArray();
        foreach (var isExtensible in new[] { false, true })
        {
            var read = WavSound.Read(WavBytes.Make(tag, 1, 8000, bits, data, isExtensible: isExtensible));
            Assert.True(read.IsSound, read.Fault);
            Assert.Equal(_sound.Length, read.ULaw.Length);
            var likeness = Likeness.Find(_sound, Synth.FromULaw(read.ULaw.Span));
            Assert.True(likeness.Correlation > 0.99, $"{likeness}");
            Assert.Equal(Synth.Level(_sound), Synth.Level(Synth.FromULaw(read.ULaw.Span)), 0.5);
        }
    }

    [Fact]
    public void Mu_law_of_8_kHz_comes_through_bit_by_bit()
    {
        var codes = Synth.ToULaw(_sound);
        Assert.Equal(codes, WavSound.Read(WavBytes.Make(7, 1, 8000, 8, codes)).ULaw.ToArray());
    }

    [Fact]
    public void Channels_are_mixed()
    {
        var tone = Synth.Tone(1000, 100, -12);
        var both = tone.SelectMany(sample => Written(sample, 1, 16).Concat(Written(0, 1, 16))).ToArray();
        var read = Synth.FromULaw(WavSound.Read(WavBytes.Make(1, 2, 8000, 16, both)).ULaw.Span);
        Assert.Equal(-18, Synth.Level(read), 0.2);
        var against = tone.SelectMany(sample => Written(sample, 1, 16).Concat(Written((short)-sample, 1, 16))).ToArray();
        Assert.True(Synth.Level(Synth.FromULaw(WavSound.Read(WavBytes.Make(1, 2, 8000, 16, against)).ULaw.Span)) < -90);
    }

    [Theory]
    [InlineData(0u, 0u)]
    [InlineData(0xFFFFFFFFu, 0xFFFFFFFFu)]
    [InlineData(0x7FFFF024u, 0x7FFFF000u)]
    public void Sizes_that_a_streaming_writer_did_not_know_are_as_long_as_what_came(uint riff, uint data)
    {
        var read = WavSound.Read(WavBytes.Make(1, 1, 8000, 16, [.. _sound.SelectMany(sample => Written(sample, 1, 16))], riff, data));
        Assert.Equal(_sound.Length, read.ULaw.Length);
    }

    [Fact]
    public void What_is_cut_off_is_as_long_as_what_is_there()
    {
        var file = WavBytes.Make(1, 1, 8000, 16, [.. _sound.SelectMany(sample => Written(sample, 1, 16))]);
        Assert.Equal(_sound.Length - 100, WavSound.Read(file.AsSpan(0, file.Length - 199)).ULaw.Length);
    }

    [Fact]
    public void Other_chunks_are_passed_over()
    {
        byte[] before = [.. WavBytes.Chunk("LIST", new byte[33]), .. WavBytes.Chunk("JUNK", [])];
        Assert.Equal(8, WavSound.Read(WavBytes.Make(1, 1, 8000, 16, new byte[16], before: before)).ULaw.Length);
    }

    [Fact]
    public void Only_what_would_be_clipped_is_made_softer()
    {
        var loud = Enumerable.Range(0, 800).SelectMany(i => Written((float)(2 * Math.Sin(i / 3.0)))).ToArray();
        var read = Synth.FromULaw(WavSound.Read(WavBytes.Make(3, 1, 8000, 32, loud)).ULaw.Span);
        Assert.InRange(read.Max(), 31000, 32124);
        Assert.Equal(-3.2, Synth.Level(read), 0.3);
        var soft = Synth.Tone(500, 200, -60);
        Assert.Equal(-60, Synth.Level(Synth.FromULaw(WavSound.Read(WavBytes.Make(1, 1, 8000, 16, [.. soft.SelectMany(sample => Written(sample, 1, 16))])).ULaw.Span)), 1.0);
    }

    [Fact]
    public void Numbers_that_are_none_are_silent()
    {
        var data = new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0.5f }.SelectMany(Written).ToArray();
        var read = Synth.FromULaw(WavSound.Read(WavBytes.Make(3, 1, 8000, 32, data)).ULaw.Span);
        Assert.Equal([0, 0, 0], read[..3]);
        Assert.InRange(read[3], 16000, 17000);
    }

    [Fact]
    public void A_file_that_is_too_long_is_not_read()
    {
        var file = WavBytes.Make(1, 1, 6000, 8, new byte[6001]);
        Assert.Contains("longer than 1 seconds", WavSound.Read(file, TimeSpan.FromSeconds(1)).Fault, StringComparison.Ordinal);
        Assert.True(WavSound.Read(WavBytes.Make(1, 1, 6000, 8, new byte[6000]), TimeSpan.FromSeconds(1)).IsSound);
    }

    public static TheoryData<string, byte[]> Broken => new()
    {
        { "no WAV", [] },
        { "no WAV", "RIFF"u8.ToArray() },
        { "no WAV", [.. "OggS"u8, .. new byte[40]] },
        { "no sound", [.. "RIFF"u8, 4, 0, 0, 0, .. "WAVE"u8] },
        { "no sound", WavBytes.Make(1, 1, 8000, 16, []) },
        { "no sound", WavBytes.Make(1, 1, 8000, 16, [1]) },
        { "does not say", [.. "RIFF"u8, 36, 0, 0, 0, .. "WAVE"u8, .. WavBytes.Chunk("data", new byte[20])] },
        { "does not say", WavBytes.Chunk("RIFF", [.. "WAVE"u8, .. WavBytes.Chunk("fmt ", new byte[15]), .. WavBytes.Chunk("data", new byte[20])]) },
        { "format 2", WavBytes.Make(2, 1, 8000, 4, new byte[20]) },
        { "format 85", WavBytes.Make(0x55, 1, 8000, 16, new byte[20]) },
        { "format 65534", WavBytes.Make(0xFFFE, 1, 8000, 16, new byte[20]) },
        { "40 bits", WavBytes.Make(1, 1, 8000, 40, new byte[20]) },
        { "0 channels", WavBytes.Make(1, 0, 8000, 16, new byte[20]) },
        { "33 channels", WavBytes.Make(1, 33, 8000, 16, new byte[200]) },
        { "0 samples per second", WavBytes.Make(1, 1, 0, 16, new byte[20]) },
        { "4294967295 samples", WavBytes.Make(1, 1, -1, 16, new byte[20]) },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void What_cannot_be_read_is_a_fault_that_says_why(string why, byte[] file)
    {
        var read = WavSound.Read(file);
        Assert.False(read.IsSound);
        Assert.Contains(why, read.Fault, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.Zero, read.Length);
    }

    internal static byte[] Written(short sample, int tag, int bits) => (tag, bits) switch
    {
        (1, 8) => [(byte)((sample >> 8) + 128)],
        (1, _) => WavBytes.Number((long)sample << (bits - 16), bits / 8),
        (3, 32) => Written(sample / 32768f),
        (3, _) => BitConverter.GetBytes(sample / 32768.0),
        (6, _) => [G711.ToALaw(sample)],
        _ => [G711.ToULaw(sample)],
    };

    private static byte[] Written(float sample) => BitConverter.GetBytes(sample);
}
