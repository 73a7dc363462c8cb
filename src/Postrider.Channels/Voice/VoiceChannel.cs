using Microsoft.Extensions.DependencyInjection;
using Postrider.Sip.Media;

namespace Postrider.Channels.Voice;

/// <summary>Calls in the host: the driver of trunks, and who keeps them registered.</summary>
public static class VoiceChannel
{
    public static IServiceCollection AddVoice(this IServiceCollection services, VoiceOptions options) => services
        .AddAttending()
        .AddSingleton(options)
        .AddSingleton<SipAgents>()
        .AddSingleton<SpokenLines>()
        .AddSingleton<IDriver>(provider => ActivatorUtilities.CreateInstance<SipDriver>(provider, RtpClock.Shared))
        .AddSingleton<IAccountAttendant, SipRegistrar>();
}
