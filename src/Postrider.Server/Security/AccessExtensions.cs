using Postrider.Access;
using Postrider.Postgres.Schema;
using Postrider.Postgres.Storage;
using Postrider.Server.Api.Dispatch;
using Postrider.Storage;

namespace Postrider.Server.Security;

/// <summary>Access in the host: keys, scopes, limits and sealed secrets.</summary>
internal static class AccessExtensions
{
    private const string BootstrapVariable = "POSTRIDER_BOOTSTRAP_KEY";

    /// <summary>
    /// Needs a <see cref="Database"/> and a <see cref="TimeProvider"/> among the services. <paramref name="liveApiNodes"/> says how many
    /// API nodes hold a lease; without it this one counts as the only one.
    /// </summary>
    public static IServiceCollection AddAccess(
        this IServiceCollection services,
        IConfiguration configuration,
        MasterKeys masterKeys,
        Func<IServiceProvider, int>? liveApiNodes = null) => services
        .AddSingleton(RateLimitSettings.Parse(configuration[RateLimitSettings.Variable]))
        .AddSingleton(masterKeys)
        .AddSingleton<SecretBox>()
        .AddSingleton<IAccessStore, AccessStore>()
        .AddSingleton<RateStore>()
        .AddSingleton<IRateStore>(provider => provider.GetRequiredService<RateStore>())
        .AddSingleton<IMasterKeyStore, MasterKeyStore>()
        .AddSingleton<KeyRing>()
        .AddSingleton(provider => new RateLimiter(
            provider.GetRequiredService<IRateStore>(),
            provider.GetRequiredService<TimeProvider>(),
            liveApiNodes is null ? () => 1 : () => liveApiNodes(provider)))
        .AddSingleton<ApiKeyGate>();

    /// <summary>Before the node listens: refuses a wrong master key, then makes sure of the default workspace and its key.</summary>
    public static async Task<Bootstrap> PrepareAccessAsync(this IServiceProvider services, CancellationToken cancellationToken)
    {
        var given = services.GetRequiredService<IConfiguration>()[BootstrapVariable];
        if (string.IsNullOrEmpty(given))
        {
            given = null;
        }
        else if (KeyText.Fault(given) is { } fault)
        {
            throw new FormatException($"{BootstrapVariable} cannot be a key: {fault}.");
        }

        await services.GetRequiredService<IMasterKeyStore>().AdmitAsync(services.GetRequiredService<MasterKeys>(), cancellationToken);
        return await services.GetRequiredService<IAccessStore>().BootstrapAsync(given, cancellationToken);
    }

    public static void MapAccessEndpoints(this IEndpointRouteBuilder app)
    {
        foreach (var prefix in new[] { "/api/v1", "/api/v2" })
        {
            var group = app.MapGroup(prefix);
            WorkspaceEndpoints.Map(group);
            KeyEndpoints.Map(group);
        }
    }
}
