using Postrider.Sip.Listening;
using Postrider.Sip.Sound;
using Postrider.Testing.Sound;
using Xunit;

namespace Postrider.Tests.Sip.Listening;

/// <summary>What comes back of what we say ourselves.</summary>
public sealed class EchoTests
{
    private static readonly short[] _greeting = Synth.Speech(10, level: -15);
    private static readonly CallEarOptions _fiveSeconds = new() { InitialSilence = TimeSpan.FromSeconds(5) };

    [Theory]
    [InlineData(0, -8)]
    [InlineData(60, -12)]
    [InlineData(180, -20)]
    public void Our_echo_is_neither_a_machine_nor_speech(int delay, double loss)
    {
        var call = Listened.To(Synth.Join(Synth.Silence(delay), Synth.Louder(_greeting, loss), Synth.Silence(2000)), _greeting, _fiveSeconds);
        Assert.DoesNotContain(call.Decisions, decision => decision.Who != Answerer.Unknown);
        Assert.Null(call.Ear.FirstSpeechAt);
        Assert.Equal(TimeSpan.FromSeconds(5), call.SilentAt);
    }

    [Fact]
    public void Even_a_loud_echo_tells_nothing_of_who_answered()
    {
        var call = Listened.To(Synth.Join(Synth.Silence(100), _greeting, Synth.Silence(500)), _greeting);
        Assert.True(call.Decisions.Count == 0, call.ToString());
    }

    [Fact]
    public void What_is_heard_while_we_speak_counts_neither_as_greeting_nor_as_silence()
    {
        var call = Listened.To(Synth.Join(Synth.Speech(10, seed: 3), Synth.Silence(600), Synth.Speech(1), Synth.Silence(1500)), _greeting);
        Assert.Equal(Answerer.Human, Assert.Single(call.Decisions).Who);
        Assert.InRange(call.Decisions[0].At.TotalMilliseconds, 3880 + 600 + 280 + 700, 3880 + 600 + 280 + 900);
    }

    [Fact]
    public void A_beep_while_we_speak_is_not_heard()
    {
        var call = Listened.To(Synth.Join(Synth.Silence(500), Synth.Tone(1000, 300, -12), Synth.Silence(1000)), _greeting);
        Assert.Empty(call.Beeps);
    }

    /// <summary>Who speaks into our words was not silent.</summary>
    [Fact]
    public void Who_is_as_loud_as_we_are_is_heard_while_we_speak()
    {
        var call = Listened.To(Synth.Mix(Synth.Louder(_greeting, -25), Synth.Join(Synth.Silence(1000), Synth.Speech(3, level: -12, seed: 5))), _greeting, _fiveSeconds);
        Assert.Equal(1000, call.Ear.FirstSpeechAt!.Value.TotalMilliseconds, 100.0);
        Assert.Empty(call.Decisions);
    }

    /// <summary>A program that passes sound on says silence as sound, too.</summary>
    [Fact]
    public void Silence_that_we_say_is_not_speaking()
    {
        var call = new CallEar();
        foreach (var frame in Synth.Frames(Synth.Join(Synth.Silence(400), Synth.Speech(1), Synth.Silence(1000))))
        {
            call.Hear(frame, Enumerable.Repeat(G711.ULawSilence, 160).ToArray());
        }

        Assert.Equal(Answerer.Human, call.Decision);
    }

    [Fact]
    public void A_frame_costs_no_memory()
    {
        var ear = new CallEar();
        var frames = Synth.Frames(Synth.Join(Synth.Speech(3), Synth.Tone(1000, 200, -15), Synth.Silence(300))).ToArray();

        // What is made once, on the way through every branch, is no frame's.
        Hear(2);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Hear(20);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Hear(int rounds)
        {
            for (var round = 0; round < rounds; round++)
            {
                foreach (var frame in frames)
                {
                    ear.Hear(frame, round % 2 == 0 ? [] : frame);
                }
            }
        }
    }
}
