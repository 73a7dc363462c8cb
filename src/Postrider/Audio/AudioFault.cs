namespace Postrider.Audio;

public enum AudioFaultKind
{
    /// <summary>No bytes, or no sound in them.</summary>
    Empty,

    /// <summary>Something else than sound, or sound of a kind that is not taken.</summary>
    Unsupported,

    /// <summary>A kind that is taken, but cut off or broken.</summary>
    Damaged,
}

/// <summary>Why a file is not taken as sound.</summary>
/// <param name="Sentence">For people.</param>
public sealed record AudioFault(AudioFaultKind Kind, string Sentence)
{
    private const string Taken = "Send WAV, MP3, M4A, AAC, Ogg (Opus or Vorbis) or WebM.";

    internal static AudioFault Empty(string sentence) => new(AudioFaultKind.Empty, sentence);

    internal static AudioFault Unsupported(string sentence) => new(AudioFaultKind.Unsupported, $"{sentence} {Taken}");

    internal static AudioFault Damaged(string sentence) => new(AudioFaultKind.Damaged, sentence);
}
