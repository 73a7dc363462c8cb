using System.Diagnostics.CodeAnalysis;

namespace Postrider.Audio;

/// <summary>Sound that a text became, or a fault in words for people; one of the two.</summary>
public sealed class SpokenText
{
    private SpokenText(ReadOnlyMemory<byte> sound, AudioFacts? facts, string? fault) => (Sound, Facts, Fault) = (sound, facts, fault);

    [MemberNotNullWhen(true, nameof(Facts))]
    [MemberNotNullWhen(false, nameof(Fault))]
    public bool IsSpoken => Facts is not null;

    /// <summary>A file as <see cref="Facts"/> describe it.</summary>
    public ReadOnlyMemory<byte> Sound { get; }

    public AudioFacts? Facts { get; }

    public string? Fault { get; }

    public static SpokenText Not(string fault) => new(default, null, fault);

    /// <summary>Takes what an engine made only if it is sound.</summary>
    public static SpokenText From(byte[] sound, string engine)
    {
        var seen = AudioFile.Inspect(sound);
        return seen.IsSound ? new(sound, seen.Facts, null) : Not($"What {engine} answered is no sound that is taken: {seen.Fault.Sentence}");
    }
}
