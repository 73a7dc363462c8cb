namespace Postrider.Channels.Audio;

/// <summary>What the operator set about sound. No record: it has a secret, which no text of it may show.</summary>
public sealed class AudioOptions
{
    /// <summary>The program; null: the one that PATH has, if any.</summary>
    public string? Ffmpeg { get; init; }

    /// <summary>Where <c>audio/speech</c> lies; null: espeak-ng speaks, where the machine has it.</summary>
    public Uri? SpeechUrl { get; init; }

    public string? SpeechKey { get; init; }

    public string? SpeechModel { get; init; }

    public string? SpeechVoice { get; init; }

    /// <summary>What cannot be right about it, or null.</summary>
    public string? Objection() =>
        Ffmpeg is not null && !File.Exists(Ffmpeg) ? $"POSTRIDER_FFMPEG is '{Ffmpeg}'; there is no such file."
        : SpeechUrl?.UserInfo.Length > 0 ? "POSTRIDER_SPEECH_URL must name nobody; POSTRIDER_SPEECH_KEY is the place of the key."
        : SpeechUrl is null && SpeechVoice is not null && !EspeakEngine.IsVoice(SpeechVoice) ? $"POSTRIDER_SPEECH_VOICE is '{SpeechVoice}'; without POSTRIDER_SPEECH_URL it must be a voice of espeak-ng, like en-us or de+f3."
        : SpeechUrl is not null && SpeechVoice is not null && !HttpSpeechEngine.IsName(SpeechVoice) ? $"POSTRIDER_SPEECH_VOICE is '{SpeechVoice}'; it must be a name like alloy."
        : SpeechModel is not null && !HttpSpeechEngine.IsName(SpeechModel) ? $"POSTRIDER_SPEECH_MODEL is '{SpeechModel}'; it must be a name like tts-1."
        : SpeechKey is not null && (SpeechKey.Length > 512 || SpeechKey.AsSpan().ContainsAnyExceptInRange('!', '~')) ? "POSTRIDER_SPEECH_KEY must be printable ASCII without spaces, at most 512 characters."
        : null;
}
