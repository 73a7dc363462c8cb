using Postrider.Sip.Listening;
using Postrider.Testing.Sound;
using Xunit;

namespace Postrider.Tests.Sip.Listening;

public sealed class CallEarTests
{
    private static readonly CallEarOptions _fourSeconds = new() { InitialSilence = TimeSpan.FromSeconds(4) };

    [Theory]
    [InlineData(0)]
    [InlineData(400)]
    [InlineData(1900)]
    public void A_short_hello_is_human_once_silence_follows(int wait)
    {
        var call = Listened.To(Synth.Join(Synth.Silence(wait), Synth.Speech(1), Synth.Silence(3000)), options: _fourSeconds);
        Assert.Equal(Answerer.Human, Assert.Single(call.Decisions).Who);
        Assert.Equal(wait + 280 + 800, call.Decisions[0].At.TotalMilliseconds, 60.0);
        Assert.Equal(wait, call.Ear.FirstSpeechAt!.Value.TotalMilliseconds, 60.0);
        Assert.False(call.Ear.IsSilent);
        Assert.Null(call.Ear.MessageEndedAt);
        Assert.Empty(call.Beeps);
    }

    [Theory]
    [InlineData(1, -10)]
    [InlineData(2, -20)]
    [InlineData(3, -30)]
    [InlineData(3, -35)]
    public void A_greeting_of_few_words_is_human_however_loud(int words, double level)
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            var call = Listened.To(Synth.Join(Synth.Silence(500), Synth.Speech(words, level: level, seed: seed), Synth.Silence(1500)));
            Assert.True(call.Last == Answerer.Human && call.Decisions.Count == 1, $"{seed}: {call}");
        }
    }

    [Fact]
    public void Who_greets_for_longer_than_people_do_is_a_machine()
    {
        var call = Listened.To(Synth.Join(Synth.Silence(500), Synth.Speech(4, 600, 80), Synth.Silence(4000)));
        Assert.Equal(Answerer.Machine, Assert.Single(call.Decisions).Who);
        Assert.InRange(call.Decisions[0].At.TotalMilliseconds, 2000, 2200);
    }

    [Fact]
    public void Who_says_more_words_than_people_do_is_a_machine()
    {
        var call = Listened.To(Synth.Join(Synth.Silence(500), Synth.Speech(5, 160, 100), Synth.Silence(4000)));
        Assert.Equal(Answerer.Machine, Assert.Single(call.Decisions).Who);
        Assert.True(call.Decisions[0].At < TimeSpan.FromMilliseconds(500 + 1500));
        Assert.Equal(Answerer.Human, Listened.To(Synth.Join(Synth.Silence(500), Synth.Speech(4, 160, 100), Synth.Silence(4000))).Last);
    }

    [Fact]
    public void A_pause_within_a_greeting_does_not_end_it()
    {
        var call = Listened.To(Synth.Join(Synth.Silence(300), Synth.Speech(2), Synth.Silence(600), Synth.Speech(2, seed: 2), Synth.Silence(4000)));
        Assert.Equal(Answerer.Machine, Assert.Single(call.Decisions).Who);
    }

    [Fact]
    public void A_machine_is_done_at_its_beep()
    {
        var call = Listened.To(Synth.Join(Synth.Silence(700), Synth.Speech(12), Synth.Silence(600), Synth.Tone(1000, 400, -15), Synth.Silence(5000)));
        Assert.Equal(Answerer.Machine, Assert.Single(call.Decisions).Who);
        Assert.Equal(700 + 12 * 280 + 11 * 120 + 600 + 400, Assert.Single(call.Beeps).TotalMilliseconds, 20.0);
        Assert.InRange((call.Ear.MessageEndedAt!.Value - call.Beeps[0]).TotalMilliseconds, 0, 100);
    }

    [Fact]
    public void A_machine_without_a_beep_is_done_once_it_is_silent()
    {
        var call = Listened.To(Synth.Join(Synth.Silence(700), Synth.Speech(8), Synth.Silence(5000)));
        Assert.Equal(Answerer.Machine, call.Last);
        Assert.Equal(700 + 8 * 280 + 7 * 120 + 2500, call.Ear.MessageEndedAt!.Value.TotalMilliseconds, 60.0);
        Assert.Null(call.Ear.BeepEndedAt);
    }

    [Fact]
    public void A_machine_that_never_stops_is_done_when_it_takes_too_long()
    {
        var call = Listened.To(Synth.Speech(40), options: new() { LongestMessage = TimeSpan.FromSeconds(5) });
        Assert.InRange(call.Ear.MessageEndedAt!.Value.TotalMilliseconds, 6000, 7000);
    }

    [Fact]
    public void A_beep_tells_a_machine_whatever_was_believed()
    {
        var call = Listened.To(Synth.Join(Synth.Silence(500), Synth.Speech(2), Synth.Silence(1200), Synth.Tone(800, 300, -20), Synth.Silence(500)));
        Assert.Equal([Answerer.Human, Answerer.Machine], call.Decisions.Select(decision => decision.Who));
        Assert.NotNull(call.Ear.MessageEndedAt);
    }

    [Fact]
    public void Nobody_knows_who_is_silent_until_they_speak()
    {
        var silent = Listened.To(Synth.Silence(6000), options: _fourSeconds);
        Assert.Equal((TimeSpan.FromMilliseconds(2500), Answerer.Unknown), Assert.Single(silent.Decisions));
        Assert.Equal(TimeSpan.FromSeconds(4), silent.SilentAt);
        Assert.Null(silent.Ear.FirstSpeechAt);
        var late = Listened.To(Synth.Join(Synth.Silence(3000), Synth.Speech(1), Synth.Silence(1000)), options: _fourSeconds);
        Assert.Equal([Answerer.Unknown, Answerer.Human], late.Decisions.Select(decision => decision.Who));
        Assert.Null(late.SilentAt);
    }

    [Fact]
    public void Packets_that_do_not_come_are_silence()
    {
        var ear = new CallEar(_fourSeconds);
        for (var i = 0; i < 200; i++)
        {
            Assert.False(ear.IsSilent);
            ear.Hear([], []);
        }

        Assert.True(ear.IsSilent);
        Assert.Equal(TimeSpan.FromSeconds(4), ear.Heard);
        Assert.Equal(Answerer.Unknown, ear.Decision);
        Assert.False(Listened.To(Synth.Silence(60_000)).Ear.IsSilent);
    }

    /// <summary>The 60 ms that it takes to know speech do not make a callee silent who spoke in time.</summary>
    [Fact]
    public void Who_begins_just_in_time_is_not_silent()
    {
        Assert.Null(Listened.To(Synth.Join(Synth.Silence(3960), Synth.Speech(2)), options: _fourSeconds).SilentAt);
        Assert.Equal(4000, Listened.To(Synth.Join(Synth.Silence(4100), Synth.Speech(2)), options: _fourSeconds).SilentAt!.Value.TotalMilliseconds);
    }

    [Theory]
    [InlineData(-50)]
    [InlineData(-40)]
    [InlineData(-30)]
    [InlineData(-20)]
    public void A_noisy_line_is_silent(double level)
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            foreach (var before in new[] { 0, 1000 })
            {
                var call = Listened.To(Synth.Join(Synth.Silence(before), Synth.Noise(6000, level, seed)), options: _fourSeconds);
                Assert.True(call is { Last: Answerer.Unknown, SilentAt.TotalSeconds: 4, Beeps: [] }, $"{seed}: {call}");
            }
        }
    }

    [Fact]
    public void A_line_that_hums_or_rumbles_is_silent()
    {
        foreach (var line in new[] { Synth.Mix(Synth.Tone(50, 6000, -25), Synth.Tone(150, 6000, -30)), Synth.Rumble(6000, -28), Synth.Rumble(6000, -22, 2) })
        {
            var call = Listened.To(line, options: _fourSeconds);
            Assert.True(call is { Last: Answerer.Unknown, SilentAt.TotalSeconds: 4 }, call.ToString());
        }
    }

    [Theory]
    [InlineData(-50)]
    [InlineData(-40)]
    [InlineData(-30)]
    public void On_a_noisy_line_people_and_machines_are_told_apart_too(double noise)
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            var human = Listened.To(Synth.Mix(Synth.Noise(4000, noise, seed), Synth.Join(Synth.Silence(1000), Synth.Speech(2, level: -14, seed: seed))));
            Assert.True(human.Last == Answerer.Human && human.Decisions.Count == 1, $"{seed}: {human}");
            Assert.Equal(1000, human.Ear.FirstSpeechAt!.Value.TotalMilliseconds, 150.0);
            var machine = Listened.To(Synth.Mix(Synth.Noise(9000, noise, seed), Synth.Join(Synth.Silence(700), Synth.Speech(12, level: -14, seed: seed), Synth.Silence(600), Synth.Tone(1000, 400, -14))));
            Assert.True(machine is { Last: Answerer.Machine, Beeps.Count: 1 }, $"{seed}: {machine}");
        }
    }

    [Fact]
    public void A_click_is_no_word()
    {
        var clicks = Synth.Join([.. Enumerable.Range(0, 10).Select(_ => Synth.Join(Synth.Silence(390), Synth.Noise(30, -10)))]);
        Assert.Null(Listened.To(clicks).Ear.FirstSpeechAt);
    }

    [Fact]
    public void Speech_is_known_while_it_lasts()
    {
        var ear = new CallEar();
        var spoken = Synth.Frames(Synth.Join(Synth.Silence(500), Synth.Speech(3), Synth.Silence(1000))).Select(frame =>
        {
            ear.Hear(frame, []);
            return ear.SpeechNow;
        }).ToList();
        var (first, last) = (spoken.IndexOf(true) * 20, spoken.LastIndexOf(true) * 20);
        Assert.InRange(first, 560, 660);
        Assert.InRange(last, 500 + 3 * 280 + 2 * 120 + 100, 500 + 3 * 280 + 2 * 120 + 300);
        Assert.DoesNotContain(false, spoken[(first / 20)..(last / 20)]);
    }

    [Fact]
    public void Frames_of_any_length_are_taken()
    {
        var ear = new CallEar();
        for (var length = 0; length < 400; length++)
        {
            ear.Hear(new byte[length], new byte[399 - length]);
        }

        Assert.Equal(TimeSpan.FromSeconds(8), ear.Heard);
    }
}
