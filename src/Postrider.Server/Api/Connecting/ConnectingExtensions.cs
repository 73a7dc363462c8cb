namespace Postrider.Server.Api.Connecting;

internal static class ConnectingExtensions
{
    public static IServiceCollection AddConnecting(this IServiceCollection services, SignInClients clients) => services
        .AddSingleton(clients)
        .AddSingleton<AccountProbe>()
        .AddSingleton<SignIns>()
        .AddSingleton<SignInPages>()
        .AddSingleton<CallbackSetUps>()
        .AddSingleton<ConnectedAccounts>();
}
