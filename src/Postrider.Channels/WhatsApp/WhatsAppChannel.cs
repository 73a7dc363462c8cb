using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Postrider.Channels.FarSide;
using Postrider.Channels.WhatsApp.Cloud;
using Postrider.Channels.WhatsApp.Evolution;
using Postrider.Channels.WhatsApp.Twilio;
using Postrider.Channels.WhatsApp.Waha;
using Postrider.Channels.WhatsApp.Web;

namespace Postrider.Channels.WhatsApp;

/// <summary>WhatsApp in the host: a driver, and who hears its far side, for each kind of account.</summary>
public static class WhatsAppChannel
{
    public static IServiceCollection AddWhatsApp(this IServiceCollection services) => services
        .AddWeb()
        .AddSingleton<IDriver, CloudDriver>().AddSingleton<ICallback, CloudCallback>()
        .AddSingleton<IDriver, TwilioMessageDriver>().AddSingleton<ICallback, TwilioMessageCallback>().AddCatchUp<TwilioCatchUp>()
        .AddSingleton<WahaApi>().AddSingleton<WahaIntake>().AddSingleton<IDriver, WahaDriver>().AddSingleton<ICallback, WahaCallback>().AddCatchUp<WahaCatchUp>()
        .AddSingleton<EvolutionApi>().AddSingleton<IDriver, EvolutionDriver>().AddSingleton<ICallback, EvolutionCallback>().AddCatchUp<EvolutionCatchUp>()
        .AddSingleton<ICallbackSetUp, CloudCallbackSetUp>().AddSingleton<ICallbackSetUp, TwilioCallbackSetUp>()
        .AddSingleton<ICallbackSetUp, WahaCallbackSetUp>().AddSingleton<ICallbackSetUp, EvolutionCallbackSetUp>();

    private static IServiceCollection AddWeb(this IServiceCollection services)
    {
        services.TryAddSingleton<FarSideHttp>();
        return services.AddSingleton<WebApi>().AddSingleton<WebChats>().AddSingleton<WebIntake>();
    }
}
