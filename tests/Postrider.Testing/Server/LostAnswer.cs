using System.Text;
using Microsoft.AspNetCore.Http;

namespace Postrider.Testing.Server;

/// <summary>What a caller gets instead of an answer.</summary>
internal static class LostAnswer
{
    public static async Task<IResult> Of(HttpContext context, Lapse lapse, string answer)
    {
        switch (lapse)
        {
            case Lapse.Silence:
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                return Results.Empty;
            case Lapse.Half:
                var bytes = Encoding.UTF8.GetBytes(answer);
                context.Response.ContentType = "application/json";
                context.Response.ContentLength = bytes.Length;
                await context.Response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length / 2));
                await context.Response.Body.FlushAsync();
                context.Abort();
                return Results.Empty;
            case Lapse.Empty:
                return Results.Text("{}", "application/json");
            case Lapse.Gateway:
                return Results.Text("<html>502 Bad Gateway</html>", "text/html", statusCode: 502);
            default:
                context.Abort();
                return Results.Empty;
        }
    }
}
