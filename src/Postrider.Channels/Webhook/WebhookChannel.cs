using Microsoft.Extensions.DependencyInjection;

namespace Postrider.Channels.Webhook;

/// <summary>Posts to endpoints in the host.</summary>
public static class WebhookChannel
{
    public static IServiceCollection AddWebhooks(this IServiceCollection services, TimeSpan? deadline = null) => services
        .AddSingleton<EndpointCheck>()
        .AddSingleton<IDriver>(provider => new WebhookDriver(provider.GetRequiredService<NetworkPolicy>(), provider.GetRequiredService<TimeProvider>(), deadline));
}
