namespace Postrider.Channels.Voice;

/// <summary>A script whose every text is sound already, so that nobody who has answered waits for a voice.</summary>
/// <param name="Steps">The greeting first.</param>
/// <param name="Voicemail">What is left on a machine; null: nothing is.</param>
/// <param name="Farewell">What whoever opted out by a digit is told.</param>
internal sealed record SpokenScript(IReadOnlyList<SpokenStep> Steps, SpokenLine? Voicemail, SpokenLine? Farewell);

/// <param name="Text">As the transcript shows it.</param>
/// <param name="Sound">G.711 µ-law at 8 kHz.</param>
internal sealed record SpokenLine(string Text, ReadOnlyMemory<byte> Sound);

internal abstract record SpokenStep
{
    private SpokenStep()
    {
    }

    public sealed record Say(SpokenLine Line) : SpokenStep;

    public sealed record Pause(TimeSpan Length) : SpokenStep;

    public sealed record Choose(SpokenLine? Prompt, TimeSpan Patience, IReadOnlyDictionary<string, IReadOnlyList<SpokenStep>> Digits, IReadOnlyList<SpokenStep> Otherwise) : SpokenStep;

    public sealed record OptOut(SpokenLine? Line) : SpokenStep;

    public sealed record HangUp : SpokenStep;
}

/// <summary>Something of a script cannot be said, in words for people.</summary>
internal sealed class UnspokenException(string message) : Exception(message);
