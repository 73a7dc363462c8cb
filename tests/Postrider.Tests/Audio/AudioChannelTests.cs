using Microsoft.Extensions.DependencyInjection;
using Postrider.Audio;
using Postrider.Channels.Audio;
using Postrider.Server.Hosting;
using Xunit;

namespace Postrider.Tests.Audio;

public sealed class AudioChannelTests
{
    [Fact]
    public async Task The_host_has_all_that_sound_needs_and_a_url_decides_who_speaks()
    {
        await using var services = Services(new AudioOptions());
        Assert.IsType<FfmpegConverter>(services.GetRequiredService<IAudioConverter>());
        Assert.IsType<KeptSpeech>(services.GetRequiredService<ISpeech>());
        Assert.IsType<EspeakEngine>(services.GetRequiredService<ISpeechEngine>());
        await using var others = Services(new AudioOptions { SpeechUrl = new Uri("http://127.0.0.1:1/v1/") });
        var engine = Assert.IsType<HttpSpeechEngine>(others.GetRequiredService<ISpeechEngine>());
        Assert.Equal(("the speech service at http://127.0.0.1:1/v1", "tts-1", "alloy"), (engine.Name, engine.Model, engine.Voice));
    }

    private static ServiceProvider Services(AudioOptions options) => new ServiceCollection()
        .AddSingleton(TimeProvider.System)
        .AddStore("host=nowhere.invalid")
        .AddAudio(options)
        .BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
}
