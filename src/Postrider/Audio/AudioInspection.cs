using System.Diagnostics.CodeAnalysis;

namespace Postrider.Audio;

/// <summary>What a look into a file came to: facts or a fault, one of the two.</summary>
public sealed class AudioInspection
{
    // A day of sound is no message; a number beyond it is a lie, and larger ones would not fit a TimeSpan.
    private const double MostSeconds = 86_400;

    // Nobody hears less than a millisecond.
    private const double LeastSeconds = 0.001;

    private AudioInspection(AudioFacts? facts, AudioFault? fault) => (Facts, Fault) = (facts, fault);

    [MemberNotNullWhen(true, nameof(Facts))]
    [MemberNotNullWhen(false, nameof(Fault))]
    public bool IsSound => Facts is not null;

    public AudioFacts? Facts { get; }

    public AudioFault? Fault { get; }

    internal static AudioInspection Found(AudioFormat format, double seconds, string contentType) => seconds switch
    {
        >= LeastSeconds and <= MostSeconds => new(new AudioFacts(format, TimeSpan.FromSeconds(seconds), contentType), null),
        > MostSeconds => Not(AudioFault.Damaged("The file claims to play for more than a day.")),
        _ => Not(AudioFault.Empty("There is no sound in the file.")),
    };

    internal static AudioInspection Not(AudioFault fault) => new(null, fault);

    internal static AudioInspection Empty(string sentence) => Not(AudioFault.Empty(sentence));

    internal static AudioInspection Unsupported(string sentence) => Not(AudioFault.Unsupported(sentence));

    internal static AudioInspection Damaged(string sentence) => Not(AudioFault.Damaged(sentence));
}
