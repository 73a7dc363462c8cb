using Postrider.Calls;
using Postrider.Channels.Voice;
using Postrider.Sip.Sound;
using Postrider.Testing;
using Postrider.Testing.Voice;

namespace Postrider.Tests.Channels.Voice;

/// <summary>An answered call on a scripted line, with a script whose every line lasts half a second.</summary>
internal sealed class TalkedCall : IDisposable
{
    private static readonly TimeSpan _line = TimeSpan.FromMilliseconds(500);
    private static readonly byte[] _silence = [.. Enumerable.Repeat(G711.ULawSilence, ScriptedLine.Frame)];
    private readonly CancellationTokenSource _stopping = new();

    public TalkedCall(CallPlan plan, IReadOnlyList<SpokenStep> steps, SpokenLine? voicemail = null, SpokenLine? farewell = null, ITalk? talk = null)
    {
        // Whoever waits must go on within the turn of the clock, so nothing may call it back elsewhere.
        SynchronizationContext.SetSynchronizationContext(null);
        Line = new ScriptedLine(Clock);
        var hearing = new CallHearing(CallHearing.Options(plan), inPlace: true);
        Line.Ear = hearing;
        Run = new CallRun(Line, hearing, Entry, plan, new SpokenScript(steps, voicemail, farewell), Clock).RunAsync(talk ?? new ScriptRun(Line, Entry, steps, Clock), _stopping.Token);
    }

    public ManualClock Clock { get; } = new();

    public ScriptedLine Line { get; }

    public NotedCall Entry { get; } = new();

    public Task<RunEnd> Run { get; }

    public static CallPlan Plan { get; } = new() { AgentId = "agent", Greeting = "Hello" };

    public static SpokenLine Words(string text) => new(text, Enumerable.Repeat((byte)0x20, (int)_line.TotalMilliseconds * 8).ToArray());

    public static SpokenStep Say(string text) => new SpokenStep.Say(Words(text));

    /// <summary>The line is quiet for so long.</summary>
    public void Quiet(double seconds) => Line.Run(TimeSpan.FromSeconds(seconds), _silence);

    /// <summary>No packets come for so long.</summary>
    public void Nothing(double seconds) => Line.Run(TimeSpan.FromSeconds(seconds), null);

    /// <summary>Somebody speaks: bursts with pauses between, as loud as people are.</summary>
    public void Speech(double seconds)
    {
        for (var i = 0; i < seconds * 50; i++)
        {
            var loudness = 3000 + (4000 * Math.Abs(Math.Sin(i * 0.9)));
            var frame = new byte[ScriptedLine.Frame];
            for (var n = 0; n < frame.Length; n++)
            {
                var at = ((i * frame.Length) + n) / 8000.0;
                frame[n] = G711.ToULaw((short)(loudness * (Math.Sin(2 * Math.PI * 180 * at) + Math.Sin(2 * Math.PI * 1210 * at) + Math.Sin(2 * Math.PI * 730 * at)) / 3));
            }

            Line.Run(TimeSpan.FromMilliseconds(20), frame);
        }
    }

    public void Beep(double seconds)
    {
        for (var i = 0; i < seconds * 50; i++)
        {
            var frame = new byte[ScriptedLine.Frame];
            for (var n = 0; n < frame.Length; n++)
            {
                frame[n] = G711.ToULaw((short)(8000 * Math.Sin(2 * Math.PI * 1000 * ((i * frame.Length) + n) / 8000)));
            }

            Line.Run(TimeSpan.FromMilliseconds(20), frame);
        }
    }

    public void Stop() => _stopping.Cancel();

    public void Dispose() => _stopping.Dispose();

    /// <summary>How it ends when nothing but silence is heard any more.</summary>
    public async Task<RunEnd> EndAsync()
    {
        for (var i = 0; i < 500 && !Run.IsCompleted; i++)
        {
            Quiet(0.02);
            await Task.Yield();
        }

        // Who was called off goes on elsewhere, which a busy machine may let wait: then the line goes on with the machine's own time.
        for (var i = 0; i < 100 && !Run.IsCompleted; i++)
        {
            await Task.WhenAny(Run, Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System));
            Quiet(0.5);
        }

        return await Run.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
    }
}
