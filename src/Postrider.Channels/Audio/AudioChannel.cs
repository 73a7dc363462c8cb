using Microsoft.Extensions.DependencyInjection;
using Postrider.Audio;
using Postrider.Storage;

namespace Postrider.Channels.Audio;

/// <summary>Sound in the host: what converts it, and what speaks.</summary>
public static class AudioChannel
{
    public static IServiceCollection AddAudio(this IServiceCollection services, AudioOptions options)
    {
        return services
            .AddSingleton(options)
            .AddSingleton<ProgramRunner>()
            .AddSingleton<IAudioConverter, FfmpegConverter>()
            .AddSingleton<ISpeechEngine>(provider => options.SpeechUrl is { } url ? new HttpSpeechEngine(url, options) : ActivatorUtilities.CreateInstance<EspeakEngine>(provider, options))
            .AddSingleton<ISpeech>(provider => new KeptSpeech(provider.GetRequiredService<ISpeechEngine>(), provider.GetRequiredService<ISpeechStore>(), provider.GetRequiredService<IContentStore>()));
    }
}
