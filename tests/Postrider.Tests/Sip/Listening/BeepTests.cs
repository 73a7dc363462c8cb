using Postrider.Sip.Listening;
using Postrider.Testing.Sound;
using Xunit;

namespace Postrider.Tests.Sip.Listening;

public sealed class BeepTests
{
    private static readonly int[] _pitches = [400, 425, 440, 480, 523, 620, 800, 950, 1000, 1100, 1400, 1633, 1800, 2000, 2100, 2200];

    [Theory]
    [InlineData(-6)]
    [InlineData(-20)]
    [InlineData(-35)]
    public void A_beep_is_heard_at_every_pitch(double level)
    {
        foreach (var hz in _pitches)
        {
            foreach (var length in new[] { 120, 250, 1000 })
            {
                // Frames do not begin where sounds do.
                foreach (var shift in new[] { 0, 7, 13 })
                {
                    var call = Listened.To(Synth.Join(Synth.Silence(500 + shift), Synth.Tone(hz, length, level), Synth.Silence(400)));
                    Assert.True(call is { Last: Answerer.Machine, Beeps.Count: 1 }, $"{hz} Hz, {length} ms: {call}");
                    Assert.Equal(500 + shift + length, call.Beeps[0].TotalMilliseconds, 20.0);
                    Assert.Null(call.Ear.FirstSpeechAt);
                    Assert.Equal(500 + shift, call.Ear.FirstSoundAt!.Value.TotalMilliseconds, 40.0);
                }
            }
        }
    }

    [Theory]
    [InlineData(-15, -35)]
    [InlineData(-15, -28)]
    public void A_beep_is_heard_through_noise(double level, double noise)
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            foreach (var hz in _pitches)
            {
                var call = Listened.To(Synth.Mix(Synth.Noise(2500, noise, seed), Synth.Join(Synth.Silence(1503), Synth.Tone(hz, 300, level))));
                Assert.True(call is { Last: Answerer.Machine, Beeps.Count: 1 }, $"{hz} Hz, {seed}: {call}");
            }
        }
    }

    [Fact]
    public void A_beep_survives_a_lost_packet()
    {
        var frames = Synth.Frames(Synth.Join(Synth.Silence(200), Synth.Tone(1000, 400, -15), Synth.Silence(300)));
        var ear = new CallEar();
        for (var i = 0; i < frames.Count; i++)
        {
            ear.Hear(i == 19 ? [] : frames[i], []);
        }

        Assert.Equal(600, ear.BeepEndedAt!.Value.TotalMilliseconds, 20.0);
    }

    public static TheoryData<string> Others => ["short", "long", "low", "high", "melody", "chords", "bells", "speech", "noise", "exchange", "digits"];

    [Theory]
    [MemberData(nameof(Others))]
    public void Nothing_else_is_a_beep(string kind)
    {
        foreach (var sound in Sounds(kind))
        {
            foreach (var level in new[] { 0, -15 })
            {
                var call = Listened.To(Synth.Join(Synth.Silence(300), Synth.Louder(sound, level), Synth.Silence(500)));
                Assert.True(call.Beeps.Count == 0, $"{kind} at {level}: {call}");
            }
        }
    }

    private static IEnumerable<short[]> Sounds(string kind) => kind switch
    {
        "short" => _pitches.Select(hz => Synth.Tone(hz, 60, -10)),
        "long" => [Synth.Tone(1000, 3000, -10), Synth.Tone(2100, 2600, -10)],
        "low" => [Synth.Tone(50, 500, -10), Synth.Tone(200, 500, -10), Synth.Tone(340, 500, -10)],
        "high" => [Synth.Tone(2400, 500, -10), Synth.Tone(3300, 500, -10)],
        "melody" => [Synth.Join(Synth.Tone(523, 300, -12), Synth.Tone(659, 300, -12), Synth.Tone(784, 300, -12), Synth.Tone(1046, 600, -12))],
        "chords" => [Chords([261.6, 329.6, 392], [293.7, 370, 440], [392, 493.9, 587.3], [523.3, 659.3, 784]), Chords([440, 660], [440, 880], [600, 900])],
        "bells" => [.. new[] { 500, 800, 1200 }.Select(hz => Synth.Chord([hz, 2.76 * hz / 2, 2.1 * hz / 1.3], 500, -12))],
        "speech" => Enumerable.Range(1, 12).Select(seed => Synth.Speech(8, 200 + 20 * seed, 100, -12, seed)),
        "noise" => Enumerable.Range(1, 5).Select(seed => Synth.Noise(3000, -20, seed)),
        // What an exchange says before it says why: three tones, one right after the other.
        "exchange" => [Synth.Join(Synth.Tone(950, 330, -12), Synth.Tone(1400, 330, -12), Synth.Tone(1800, 330, -12)), Synth.Chord([480, 620], 500, -12), Synth.Chord([440, 480], 1000, -12), Synth.Chord([350, 440], 1000, -12)],
        _ => from low in new[] { 697.0, 770, 852, 941 } from high in new[] { 1209.0, 1336, 1477, 1633 } from length in new[] { 80, 120, 400 } select Synth.Chord([low, high], length, -10),
    };

    private static short[] Chords(params double[][] chords) => Synth.Join([.. chords.Select(chord => Synth.Chord(chord, 400, -12))]);
}
