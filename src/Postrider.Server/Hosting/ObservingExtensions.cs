using Postrider.Server.Hosting.Metrics;

namespace Postrider.Server.Hosting;

/// <summary>What whoever runs the server watches: health and metrics, without a key.</summary>
internal static class ObservingExtensions
{
    /// <summary>Needs a <see cref="Postgres.Schema.Migrator"/> and a <see cref="TimeProvider"/> among the services.</summary>
    public static IServiceCollection AddObserving(this IServiceCollection services) =>
        services.AddSingleton<ReadyCheck>().AddSingleton<MetricListener>();

    public static void MapObserving(this IEndpointRouteBuilder app)
    {
        // Made now, not at the first scrape: it counts from its making on.
        var metrics = app.ServiceProvider.GetRequiredService<MetricListener>();
        var ready = app.ServiceProvider.GetRequiredService<ReadyCheck>();
        app.MapGet("/metrics", Scrape);
        app.MapGet("/health/live", static (HttpContext context) => AnswerAsync(context, null));
        app.MapGet("/health/ready", Ready);

        Task Scrape(HttpContext context)
        {
            context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
            return context.Response.WriteAsync(metrics.Text(), context.RequestAborted);
        }

        async Task Ready(HttpContext context) => await AnswerAsync(context, await ready.FaultAsync(context.RequestAborted));
    }

    private static Task AnswerAsync(HttpContext context, string? fault)
    {
        context.Response.StatusCode = fault is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.CacheControl = "no-store";
        return fault is null
            ? context.Response.WriteAsJsonAsync(new { status = "ok" }, context.RequestAborted)
            : context.Response.WriteAsJsonAsync(new { status = "unavailable", reason = fault }, context.RequestAborted);
    }
}
