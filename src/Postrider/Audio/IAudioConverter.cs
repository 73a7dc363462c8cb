namespace Postrider.Audio;

/// <summary>The port that makes of any sound what voice messages are sent as, and what calls can say.</summary>
public interface IAudioConverter
{
    /// <summary>M4A with AAC-LC in mono where the machine can make it; else the file as it came, which says so.</summary>
    /// <param name="facts">What <see cref="AudioFile.Inspect"/> found in this very file: it is read as that and as nothing else.</param>
    Task<AudioConversion> ToVoiceMessageAsync(ReadOnlyMemory<byte> file, AudioFacts facts, CancellationToken cancellationToken);

    /// <summary>WAV with µ-law at 8 kHz in mono where the machine can make it; else the file as it came, which says so.</summary>
    /// <inheritdoc cref="ToVoiceMessageAsync" path="/param"/>
    Task<AudioConversion> ToTelephoneAsync(ReadOnlyMemory<byte> file, AudioFacts facts, CancellationToken cancellationToken);
}
