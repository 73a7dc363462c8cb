using Postrider.Audio;
using Xunit;
using static Postrider.Tests.Audio.Bytes;

namespace Postrider.Tests.Audio;

public sealed class WavTests
{
    [Theory]
    [InlineData(1, 1, 8000, 16)]
    [InlineData(1, 2, 44100, 16)]
    [InlineData(1, 1, 48000, 24)]
    [InlineData(1, 1, 11025, 8)]
    [InlineData(3, 2, 48000, 32)]
    [InlineData(3, 1, 8000, 64)]
    [InlineData(6, 1, 8000, 8)]
    [InlineData(7, 1, 8000, 8)]
    public void A_wav_plays_as_long_as_its_data(int kind, int channels, int rate, int bits)
    {
        Verdict.Plays(2, AudioFormat.Wav, Wav.File(2, kind, channels, rate, bits));
        Assert.Equal("audio/wav", Verdict.Sound(Wav.File(1)).ContentType);
    }

    [Fact]
    public void The_extensible_form_is_read() => Verdict.Plays(1, AudioFormat.Wav, Wav.Riff(Wav.ExtensibleForm(3, 16000, 32), Wav.Chunk("data", new byte[64000])));

    [Theory]
    [InlineData(0)]
    [InlineData(0xFFFF_FFFF)]
    [InlineData(0x7FFF_F000)]
    public void A_wav_that_was_streamed_plays_as_long_as_what_is_there(long announced)
    {
        var file = Wav.File(3, announced: announced);
        Little32(announced == 0 ? 0 : 0xFFFF_FFFF).CopyTo(file, 4);
        Verdict.Plays(3, AudioFormat.Wav, file);
    }

    [Fact]
    public void A_closed_wav_without_data_is_empty() => Verdict.Fails(AudioFaultKind.Empty, Wav.Riff(Wav.Form(), Wav.Chunk("data", [])));

    [Fact]
    public void Less_than_anybody_hears_is_empty() => Verdict.Fails(AudioFaultKind.Empty, Wav.Riff(Wav.Form(), Wav.Chunk("data", new byte[4])));

    [Fact]
    public void Chunks_of_odd_size_are_padded_and_others_are_passed_over() =>
        Verdict.Plays(1, AudioFormat.Wav, Wav.Riff(Wav.Chunk("LIST", new byte[13]), Wav.Form(), Wav.Chunk("fact", new byte[3]), Wav.Chunk("data", new byte[16000]), Wav.Chunk("junk", new byte[7])));

    /// <summary>Players go on after the first.</summary>
    [Fact]
    public void Several_data_chunks_are_added() =>
        Verdict.Plays(3, AudioFormat.Wav, Wav.Riff(Wav.Form(), Wav.Chunk("data", new byte[16000]), Wav.Chunk("data", new byte[32000])));

    [Fact]
    public void A_wav_that_is_cut_off_is_damaged()
    {
        var file = Wav.File(2);
        foreach (var size in new[] { 12, 20, 30, 43, 44, 1000, file.Length - 1 })
        {
            Verdict.Fails(AudioFaultKind.Damaged, file[..size]);
        }
    }

    [Fact]
    public void A_form_that_makes_no_sense_is_damaged()
    {
        Verdict.Fails(AudioFaultKind.Damaged, Wav.Riff(Wav.Chunk("data", new byte[100]), Wav.Form()));
        Verdict.Fails(AudioFaultKind.Damaged, Wav.Riff(Wav.Form(channels: 0), Wav.Chunk("data", new byte[100])));
        Verdict.Fails(AudioFaultKind.Damaged, Wav.Riff(Wav.Form(rate: 0), Wav.Chunk("data", new byte[100])));
        Verdict.Fails(AudioFaultKind.Damaged, Wav.Riff(Wav.Chunk("fmt ", new byte[15]), Wav.Chunk("data", new byte[100])));
    }

    [Fact]
    public void Compressed_sound_in_a_wav_is_not_taken() => Verdict.Fails(AudioFaultKind.Unsupported, Wav.File(1, kind: 2, bits: 8));
}
