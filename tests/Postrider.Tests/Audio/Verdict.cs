using Postrider.Audio;
using Xunit;

namespace Postrider.Tests.Audio;

/// <summary>What tests ask of a look into a file.</summary>
internal static class Verdict
{
    public static AudioFacts Sound(byte[] file)
    {
        var seen = AudioFile.Inspect(file);
        Assert.True(seen.IsSound, seen.Fault?.Sentence);
        return seen.Facts;
    }

    public static void Plays(double seconds, AudioFormat format, byte[] file)
    {
        var facts = Sound(file);
        Assert.Equal(format, facts.Format);
        Assert.Equal(seconds, facts.Length.TotalSeconds, 0.002);
    }

    public static AudioFault Fails(AudioFaultKind kind, byte[] file)
    {
        var seen = AudioFile.Inspect(file);
        Assert.False(seen.IsSound, $"{seen.Facts}");
        Assert.Null(seen.Facts);
        Assert.True(seen.Fault.Kind == kind, seen.Fault.ToString());
        Assert.EndsWith(".", seen.Fault.Sentence, StringComparison.Ordinal);
        return seen.Fault;
    }
}
