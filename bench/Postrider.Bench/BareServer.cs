using System.Globalization;

namespace Postrider.Bench;

/// <summary>P1's ceiling: Kestrel that parses the dispatch and answers 202 with the contract's shape, and stores nothing. Listens on PORT.</summary>
internal static class BareServer
{
    public static async Task RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, BareJson.Default));
        await using var app = builder.Build();
        app.MapGet("/health/ready", () => TypedResults.Ok());
        app.MapPost("/api/v1/outreach/dispatches", (Dispatch dispatch) =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var item = new AcceptedItem(
                Guid.CreateVersion7(now).ToString(), "queued", "outreach.dispatch", dispatch.Channel,
                now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            return TypedResults.Json(new Accepted(true, $"req_{Guid.NewGuid():n}", item), BareJson.Default.Accepted, statusCode: StatusCodes.Status202Accepted);
        });
        var port = Environment.GetEnvironmentVariable("PORT") ?? "8080";
        await app.RunAsync($"http://127.0.0.1:{port}");
    }
}
