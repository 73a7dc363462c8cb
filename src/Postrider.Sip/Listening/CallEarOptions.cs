namespace Postrider.Sip.Listening;

/// <summary>What an ear goes by. All times are counted in frames of 20 ms.</summary>
public sealed record CallEarOptions
{
    /// <summary>From the answer to the first sound heard; zero: no limit.</summary>
    public TimeSpan InitialSilence { get; init; }

    /// <summary>Without a word for so long, nobody knows who answered.</summary>
    public TimeSpan AnswererSilence { get; init; } = TimeSpan.FromMilliseconds(2500);

    /// <summary>Who falls silent for so long after a short greeting is human.</summary>
    public TimeSpan SilenceAfterGreeting { get; init; } = TimeSpan.FromMilliseconds(800);

    /// <summary>Who greets for longer is a machine.</summary>
    public TimeSpan LongestHumanGreeting { get; init; } = TimeSpan.FromMilliseconds(1500);

    /// <summary>Who says more is a machine.</summary>
    public int MostHumanWords { get; init; } = 4;

    /// <summary>For so long after we said something, what is heard may be its echo.</summary>
    public TimeSpan EchoTail { get; init; } = TimeSpan.FromMilliseconds(240);

    /// <summary>A machine that was silent for so long, and gave no beep, waits for a message.</summary>
    public TimeSpan BeepWait { get; init; } = TimeSpan.FromMilliseconds(2500);

    /// <summary>A machine's message is taken to be over after so long at the latest.</summary>
    public TimeSpan LongestMessage { get; init; } = TimeSpan.FromSeconds(60);
}
