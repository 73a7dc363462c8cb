namespace Postrider.Audio;

/// <summary>What turns text into sound: a program of the machine, or a service.</summary>
public interface ISpeechEngine
{
    /// <summary>For people, and part of what kept sound is found by.</summary>
    string Name { get; }

    /// <summary>What of the engine is used; empty: it has but one.</summary>
    string Model { get; }

    /// <summary>The operator's voice, for who names none.</summary>
    string Voice { get; }

    /// <summary>Why it cannot speak at all, or not with this voice; null: it can.</summary>
    string? Objection(string voice);

    Task<SpokenText> SpeakAsync(string text, string voice, double speed, CancellationToken cancellationToken);
}
