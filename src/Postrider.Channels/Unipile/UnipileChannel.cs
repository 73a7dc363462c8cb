using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Postrider.Channels.FarSide;

namespace Postrider.Channels.Unipile;

/// <summary>LinkedIn and WhatsApp through Unipile in the host.</summary>
public static class UnipileChannel
{
    public static IServiceCollection AddUnipile(this IServiceCollection services)
    {
        services.TryAddSingleton<FarSideHttp>();
        return services
            .AddSingleton<UnipileApi>()
            .AddSingleton<UnipileBudget>()
            .AddSingleton<UnipileHandOver>()
            .AddSingleton<UnipileMissing>()
            .AddSingleton<UnipileProbe>()
            .AddSingleton<UnipileSignIn>()
            .AddSingleton<UnipileLook>()
            .AddSingleton<LinkedInPeople>()
            .AddSingleton<LinkedInSends>()
            .AddSingleton<LinkedInLikes>()
            .AddSingleton<WhatsAppSends>()
            .AddSingleton<IDriver, UnipileDriver>()
            .AddSingleton<UnipileIntake>()
            .AddSingleton<UnipileRelations>()
            .AddSingleton<ICallback, UnipileCallback>()
            .AddCatchUp<UnipileCatchUp>();
    }
}
