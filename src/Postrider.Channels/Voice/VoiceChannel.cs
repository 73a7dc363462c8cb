using Microsoft.Extensions.DependencyInjection;
using Postrider.Channels.Voice.Twilio;
using Postrider.Sip.Media;

namespace Postrider.Channels.Voice;

/// <summary>Calls in the host: the drivers of trunks and of carriers, and who keeps trunks registered.</summary>
public static class VoiceChannel
{
    public static IServiceCollection AddVoice(this IServiceCollection services, VoiceOptions options) => services
        .AddAttending()
        .AddSingleton(options)
        .AddSingleton<SipAgents>()
        .AddSingleton<SpokenLines>()
        .AddSingleton<IDriver>(provider => ActivatorUtilities.CreateInstance<SipDriver>(provider, RtpClock.Shared))
        .AddSingleton<TwilioCalls>()
        .AddSingleton<IDriver, TwilioDriver>()
        .AddSingleton<IAccountAttendant, SipRegistrar>();
}
