using Postrider.Sip.Sound;
using Postrider.Testing.Sound;
using Postrider.Tests.Fuzz;
using Xunit;

namespace Postrider.Tests.Sip.Sound;

public sealed class WavSoundFuzzTests
{
    [Fact]
    public void No_file_breaks_the_reader_and_all_that_it_reads_is_bounded()
    {
        var tone = Synth.Tone(500, 40, -10);
        int[][] forms = [[1, 8], [1, 16], [1, 24], [1, 32], [3, 32], [3, 64], [6, 8], [7, 8]];
        var seeds = forms.SelectMany(form => new[] { 1, 2 }.Select(channels => WavBytes.Make(form[0], channels, 22050, form[1], [.. tone.SelectMany(sample => WavSoundTests.Written(sample, form[0], form[1]))], isExtensible: channels == 2)));
        byte[][] words = ["RIFF"u8.ToArray(), "WAVE"u8.ToArray(), "fmt "u8.ToArray(), "data"u8.ToArray(), WavBytes.Number(-1, 4), WavBytes.Number(0, 4), WavBytes.Number(0x7FFFFFFF, 4), WavBytes.Number(0xFFFE, 2), WavBytes.Number(192_000, 4), WavBytes.Number(6000, 4), WavBytes.Number(7919, 4)];
        Fuzzing.Run(
            seeds,
            file =>
            {
                var read = WavSound.Read(file);
                Assert.Equal(read.IsSound, read.ULaw.Length > 0);
                Assert.True(read.Length <= WavSound.Longest + TimeSpan.FromMilliseconds(1));
                return Task.CompletedTask;
            },
            words);
    }
}
