using Postrider.Audio;
using Postrider.Channels.Audio;
using Postrider.Testing;
using Xunit;

namespace Postrider.IntegrationTests.Audio;

public sealed class EspeakTests : IDisposable
{
    private readonly ProgramRunner _programs = new(TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_text_becomes_sound_and_slower_speech_is_longer()
    {
        Programs.Require("espeak-ng");
        var engine = new EspeakEngine(_programs, new AudioOptions());
        var plain = await engine.SpeakAsync("One, two, three, four, five. Grüße!", "en", 1, Cancellation);
        Assert.True(plain.IsSpoken, plain.Fault);
        Assert.Equal(AudioFormat.Wav, plain.Facts.Format);
        Assert.InRange(plain.Facts.Length.TotalSeconds, 1, 10);
        var slow = await engine.SpeakAsync("One, two, three, four, five. Grüße!", "de+f3", 0.5, Cancellation);
        Assert.True(slow.IsSpoken, slow.Fault);
        Assert.True(slow.Facts.Length > plain.Facts.Length * 1.2);
    }

    /// <summary>It is neither an argument nor phonemes, and nothing of it is run or opened.</summary>
    [Theory]
    [InlineData("--version")]
    [InlineData("-f /etc/passwd")]
    [InlineData("$(touch /tmp/x) `id`; [[h@l'oU]] <audio src=\"/etc/passwd\"/>")]
    [InlineData("A half \ud83d, a bell \a and a NUL \0.")]
    public async Task Whatever_stands_in_a_text_is_said(string text)
    {
        Programs.Require("espeak-ng");
        var spoken = await new EspeakEngine(_programs, new AudioOptions()).SpeakAsync(text, "en", 1, Cancellation);
        Assert.True(spoken.IsSpoken, spoken.Fault);
        Assert.True(spoken.Facts.Length > TimeSpan.FromSeconds(0.5));
    }

    [Theory]
    [InlineData("zz-nobody")]
    [InlineData("../../etc/passwd")]
    [InlineData("-w/tmp/x")]
    [InlineData("EN")]
    [InlineData("en\n")]
    public async Task A_voice_that_is_not_there_is_a_fault(string voice)
    {
        Programs.Require("espeak-ng");
        var spoken = await new EspeakEngine(_programs, new AudioOptions()).SpeakAsync("Hello", voice, 1, Cancellation);
        Assert.False(spoken.IsSpoken);
        Assert.NotEmpty(spoken.Fault);
    }

    [Fact]
    public async Task Without_the_program_the_fault_says_what_to_install_or_set()
    {
        var lacking = new EspeakEngine(_programs, new AudioOptions(), _ => null);
        Assert.Matches("install espeak-ng.*POSTRIDER_SPEECH_URL", lacking.Objection("en"));
        Assert.Equal(lacking.Objection("en"), (await lacking.SpeakAsync("Hello", "en", 1, Cancellation)).Fault);
        var gone = new EspeakEngine(_programs, new AudioOptions(), _ => "/no/such/espeak-ng");
        Assert.Contains("could not be started", (await gone.SpeakAsync("Hello", "en", 1, Cancellation)).Fault, StringComparison.Ordinal);
        Assert.Null(ProgramPath.Find("no-such-program"));
    }

    public void Dispose() => _programs.Dispose();
}
