using Microsoft.Extensions.Configuration;
using Postrider.Server.Hosting;
using Xunit;

namespace Postrider.Tests.Hosting;

public sealed class AudioSettingsTests
{
    [Fact]
    public void Nothing_needs_to_be_set()
    {
        var audio = Read().Audio;
        Assert.Null(audio.Ffmpeg);
        Assert.Null(audio.SpeechUrl);
        Assert.Null(audio.SpeechKey);
    }

    [Fact]
    public void What_is_set_is_read_and_its_secret_is_never_shown()
    {
        var settings = Read(("POSTRIDER_SPEECH_URL", "http://127.0.0.1:8880/v1"), ("POSTRIDER_SPEECH_KEY", "sk-very-secret"), ("POSTRIDER_SPEECH_MODEL", "hexgrad/Kokoro-82M"), ("POSTRIDER_SPEECH_VOICE", "af_heart+af_sky"));
        Assert.Equal("http://127.0.0.1:8880/v1", settings.Audio.SpeechUrl?.AbsoluteUri);
        Assert.Equal("sk-very-secret", settings.Audio.SpeechKey);
        Assert.Equal("hexgrad/Kokoro-82M", settings.Audio.SpeechModel);
        Assert.Equal("af_heart+af_sky", settings.Audio.SpeechVoice);
        Assert.DoesNotContain("very-secret", settings.ToString(), StringComparison.Ordinal);
        Assert.Equal("de+f3", Read(("POSTRIDER_SPEECH_VOICE", "de+f3")).Audio.SpeechVoice);
    }

    [Theory]
    [InlineData("POSTRIDER_FFMPEG", "/no/such/ffmpeg")]
    [InlineData("POSTRIDER_SPEECH_URL", "speech.example.com")]
    [InlineData("POSTRIDER_SPEECH_URL", "file:///etc/passwd")]
    [InlineData("POSTRIDER_SPEECH_URL", "https://me:secret@speech.example.com")]
    [InlineData("POSTRIDER_SPEECH_KEY", "one\ntwo")]
    [InlineData("POSTRIDER_SPEECH_MODEL", "a model")]
    [InlineData("POSTRIDER_SPEECH_VOICE", "../../etc/passwd")]
    [InlineData("POSTRIDER_SPEECH_VOICE", "-w")]
    public void A_value_that_cannot_be_right_stops_the_start_and_names_its_variable(string name, string value)
    {
        var fault = Assert.Throws<FormatException>(() => Read((name, value)));
        Assert.StartsWith(name, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
    }

    private static ServerSettings Read(params (string Name, string Value)[] values) =>
        ServerSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(values.Select(value => KeyValuePair.Create(value.Name, (string?)value.Value))).Build());
}
