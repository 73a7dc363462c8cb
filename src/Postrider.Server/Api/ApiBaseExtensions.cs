using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Postrider.Server.Api;

internal static class ApiBaseExtensions
{
    /// <summary>Request ids, envelopes for what nobody answered, and faults. First in the pipeline.</summary>
    public static IApplicationBuilder UseApiBase(this IApplicationBuilder app) => app.UseMiddleware<ApiBase>();

    /// <summary>Kestrel's own limit stands a little above ours, so that our envelope answers and Kestrel still reads no flood to its end.</summary>
    public static IServiceCollection AddApiBase(this IServiceCollection services) => services.Configure<KestrelServerOptions>(options =>
    {
        options.AddServerHeader = false;
        options.Limits.MaxRequestBodySize = JsonBody.MaxSize + (1024 * 1024);
    });
}
