using Postrider.Sip.Listening;
using Postrider.Testing.Sound;

namespace Postrider.Tests.Sip.Listening;

/// <summary>A whole call, put before an ear frame by frame.</summary>
internal sealed class Listened
{
    private readonly List<(TimeSpan At, Answerer Who)> _decisions = [];
    private readonly List<TimeSpan> _beeps = [];

    private Listened(CallEar ear) => Ear = ear;

    public CallEar Ear { get; }

    /// <summary>Every decision, and when it was made.</summary>
    public IReadOnlyList<(TimeSpan At, Answerer Who)> Decisions => _decisions;

    public IReadOnlyList<TimeSpan> Beeps => _beeps;

    public TimeSpan? SilentAt { get; private set; }

    public Answerer? Last => _decisions.Count == 0 ? null : _decisions[^1].Who;

    public static Listened To(short[] heard, short[]? said = null, CallEarOptions? options = null)
    {
        var listened = new Listened(new CallEar(options));
        var (heardFrames, saidFrames) = (Synth.Frames(heard), Synth.Frames(said ?? []));
        for (var i = 0; i < Math.Max(heardFrames.Count, saidFrames.Count); i++)
        {
            listened.Hear(i < heardFrames.Count ? heardFrames[i] : [], i < saidFrames.Count ? saidFrames[i] : []);
        }

        return listened;
    }

    public void Hear(byte[] heard, byte[] said)
    {
        Ear.Hear(heard, said);
        if (Ear.Decision is { } who && Last != who)
        {
            _decisions.Add((Ear.Heard, who));
        }

        if (Ear.BeepEndedAt is { } beep && !_beeps.Contains(beep))
        {
            _beeps.Add(beep);
        }

        SilentAt ??= Ear.IsSilent ? Ear.Heard : null;
    }

    public override string ToString() =>
        $"decided {string.Join(", ", _decisions.Select(d => $"{d.Who} at {d.At.TotalMilliseconds}"))}; beeps [{string.Join(", ", _beeps.Select(b => b.TotalMilliseconds))}]; speech at {Ear.FirstSpeechAt?.TotalMilliseconds}, sound at {Ear.FirstSoundAt?.TotalMilliseconds}; silent at {SilentAt?.TotalMilliseconds}; message over at {Ear.MessageEndedAt?.TotalMilliseconds}";
}
