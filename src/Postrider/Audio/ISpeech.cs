namespace Postrider.Audio;

/// <summary>The port that says a text aloud.</summary>
public interface ISpeech
{
    Task<SpokenText> SayAsync(WorkspaceId workspace, string text, SpeechSettings settings, CancellationToken cancellationToken);
}

/// <summary>How a text is to be said.</summary>
/// <param name="Voice">As the engine calls it; null: the operator's choice.</param>
/// <param name="Speed">1 is the voice's own.</param>
public sealed record SpeechSettings(string? Voice = null, double Speed = 1)
{
    public const double Slowest = 0.5, Fastest = 2;
}
