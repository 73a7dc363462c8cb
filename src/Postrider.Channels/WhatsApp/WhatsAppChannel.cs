using Microsoft.Extensions.DependencyInjection;
using Postrider.Channels.WhatsApp.Cloud;

namespace Postrider.Channels.WhatsApp;

/// <summary>WhatsApp in the host: a driver, and who hears its far side, for each kind of account.</summary>
public static class WhatsAppChannel
{
    public static IServiceCollection AddWhatsApp(this IServiceCollection services) => services
        .AddSingleton<IDriver, CloudDriver>().AddSingleton<ICallback, CloudCallback>();
}
