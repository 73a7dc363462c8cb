using Postrider.Sip.Listening;
using Postrider.Sip.Sound;
using Postrider.Testing;
using Postrider.Testing.Sound;
using Xunit;

namespace Postrider.IntegrationTests.Sip;

/// <summary>Voices of a speech engine, as a call says and hears them.</summary>
public sealed class SpokenCallTests
{
    [Theory]
    [InlineData("en")]
    [InlineData("de+f4")]
    public async Task What_the_engine_speaks_becomes_what_sox_makes_of_it(string voice)
    {
        Programs.Require("espeak-ng", "sox");
        var file = await Programs.RunAsync("espeak-ng", null, "--stdout", "-v", voice, "One, two, three, four, five.");
        var spoken = WavSound.Read(file);
        Assert.True(spoken.IsSound, spoken.Fault);
        var other = WavSound.Read(await Programs.RunAsync("sox", file, "--ignore-length", "-t", "wav", "-", "-r", "8000", "-e", "u-law", "-t", "wav", "-"));
        Assert.Equal(other.Length.TotalSeconds, spoken.Length.TotalSeconds, 0.02);
        var (ours, theirs) = (Synth.FromULaw(spoken.ULaw.Span), Synth.FromULaw(other.ULaw.Span));
        var likeness = Likeness.Find(ours, theirs, mostLag: 80);
        Assert.True(likeness.Correlation > 0.99, $"{likeness}");
        Assert.Equal(Synth.Level(theirs), Synth.Level(ours), 0.3);
    }

    [Theory]
    [InlineData("en", "Hello?")]
    [InlineData("en+f3", "Yes.")]
    [InlineData("de", "Hallo?")]
    [InlineData("fr+f2", "Hi, John here.")]
    [InlineData("ru", "Yes, hello?")]
    public async Task A_person_who_says_a_word_or_two_is_human(string voice, string text)
    {
        foreach (var louder in new[] { 0, -15 })
        {
            var ear = Hear(Synth.Join(Synth.Silence(700), Synth.Louder(await SpeakAsync(voice, text), louder), Synth.Silence(1500)));
            Assert.Equal(Answerer.Human, ear.Decision);
            Assert.Equal(700, ear.FirstSpeechAt!.Value.TotalMilliseconds, 150.0);
            Assert.Null(ear.BeepEndedAt);
        }
    }

    [Theory]
    [InlineData("en", 1000, 400)]
    [InlineData("en+f3", 440, 200)]
    [InlineData("de+f4", 1400, 1000)]
    public async Task A_machine_talks_on_and_beeps(string voice, double hz, int length)
    {
        var greeting = await SpeakAsync(voice, "You have reached the voice mail of Doctor Miller. Please leave a message after the tone.");
        var call = Synth.Join(Synth.Silence(900), greeting, Synth.Silence(400), Synth.Tone(hz, length, -18), Synth.Silence(500));
        foreach (var heard in new[] { call, Synth.Mix(call, Synth.Noise(call.Length / 8, -40)) })
        {
            var ear = Hear(heard);
            Assert.Equal(Answerer.Machine, ear.Decision);
            Assert.Equal(call.Length / 8.0 - 500, ear.BeepEndedAt!.Value.TotalMilliseconds, 30.0);
            Assert.NotNull(ear.MessageEndedAt);
        }
    }

    /// <summary>Vowels that are held are the nearest that speech comes to a tone.</summary>
    [Theory]
    [InlineData("en")]
    [InlineData("en+f2")]
    [InlineData("it+f5")]
    [InlineData("pl+f1")]
    public async Task No_voice_beeps(string voice)
    {
        var ear = Hear(Synth.Join(await SpeakAsync(voice, "Ooooh, mmmm, aaah. Who? You. Blue moon soon, two cool shoes. Uuuuh, eeee."), Synth.Silence(500)));
        Assert.Null(ear.BeepEndedAt);
        Assert.Equal(Answerer.Machine, ear.Decision);
    }

    private static async Task<short[]> SpeakAsync(string voice, string text)
    {
        Programs.Require("espeak-ng");
        var spoken = WavSound.Read(await Programs.RunAsync("espeak-ng", null, "--stdout", "-v", voice, text));
        Assert.True(spoken.IsSound, spoken.Fault);
        return Synth.FromULaw(spoken.ULaw.Span);
    }

    private static CallEar Hear(short[] samples)
    {
        var ear = new CallEar();
        foreach (var frame in Synth.Frames(samples))
        {
            ear.Hear(frame, []);
        }

        return ear;
    }
}
