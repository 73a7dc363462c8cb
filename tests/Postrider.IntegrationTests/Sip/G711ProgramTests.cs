using System.Runtime.InteropServices;
using Postrider.Sip.Sound;
using Postrider.Testing;
using Xunit;

namespace Postrider.IntegrationTests.Sip;

/// <summary>G.711 as other programs have it.</summary>
public sealed class G711ProgramTests
{
    private static readonly byte[] _codes = [.. Enumerable.Range(0, 256).Select(code => (byte)code)];
    private static readonly short[] _samples = [.. Enumerable.Range(short.MinValue, 65536).Select(sample => (short)sample)];

    [Theory]
    [InlineData("mulaw", "u-law")]
    [InlineData("alaw", "a-law")]
    public async Task Every_code_is_decoded_as_by_ffmpeg_and_sox(string name, string encoding)
    {
        Programs.Require("ffmpeg", "sox");
        var ours = _codes.Select(code => name == "alaw" ? G711.FromALaw(code) : G711.FromULaw(code)).ToArray();
        var ffmpeg = await Programs.RunAsync("ffmpeg", _codes, "-v", "error", "-f", name, "-ar", "8000", "-i", "pipe:0", "-f", "s16le", "pipe:1");
        Assert.Equal(ours, MemoryMarshal.Cast<byte, short>(ffmpeg).ToArray());
        var sox = await Programs.RunAsync("sox", _codes, "-t", "raw", "-r", "8000", "-e", encoding, "-b", "8", "-c", "1", "-", "-t", "raw", "-e", "signed", "-b", "16", "-");
        Assert.Equal(ours, MemoryMarshal.Cast<byte, short>(sox).ToArray());
    }

    /// <summary>Some programs round samples that lie between two codes the other way, but no further.</summary>
    [Theory]
    [InlineData("mulaw")]
    [InlineData("alaw")]
    public async Task Every_sample_is_encoded_as_by_ffmpeg_but_for_rounding(string name)
    {
        Programs.Require("ffmpeg");
        var theirs = await Programs.RunAsync("ffmpeg", MemoryMarshal.AsBytes(_samples.AsSpan()).ToArray(), "-v", "error", "-f", "s16le", "-ar", "8000", "-i", "pipe:0", "-f", name, "pipe:1");
        Assert.Equal(_samples.Length, theirs.Length);
        var differing = 0;
        for (var i = 0; i < theirs.Length; i++)
        {
            var (ours, their) = name == "alaw" ? (G711.FromALaw(G711.ToALaw(_samples[i])), G711.FromALaw(theirs[i])) : (G711.FromULaw(G711.ToULaw(_samples[i])), G711.FromULaw(theirs[i]));
            differing += ours == their ? 0 : 1;
            Assert.True(Math.Abs(ours - their) <= Math.Max(16, Math.Abs((int)_samples[i]) / 12), $"{_samples[i]}: {ours} and {their}");
        }

        Assert.InRange(differing, 0, _samples.Length / 25);
    }
}
