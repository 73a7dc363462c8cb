using Microsoft.AspNetCore.Http.Features;
using Postrider.Channels.Voice.Twilio;

namespace Postrider.Server.Api.Calls;

/// <summary>Where a carrier tells how a call goes, and opens the media stream of one that was answered. No key is asked for: nobody can guess a call's address, and what is told is signed.</summary>
internal sealed class TwilioEndpoints(TwilioCalls calls)
{
    private const int LargestBody = 64 * 1024;

    private static readonly FormOptions _form = new() { ValueCountLimit = 200, KeyLengthLimit = 256, ValueLengthLimit = 8 * 1024, MemoryBufferThreshold = LargestBody };

    private static readonly TimeSpan _ping = TimeSpan.FromSeconds(10);

    public static void Map(IEndpointRouteBuilder app)
    {
        var endpoints = ActivatorUtilities.CreateInstance<TwilioEndpoints>(app.ServiceProvider);
        app.MapPost($"{TwilioCalls.StatusPath}{{call}}", endpoints.Status);
        var media = app.CreateApplicationBuilder();
        media.UseWebSockets(new WebSocketOptions { KeepAliveInterval = _ping, KeepAliveTimeout = _ping });
        media.Run(endpoints.Media);
        app.MapGet($"{TwilioCalls.MediaPath}{{call}}", media.Build());

        // A stream is a request that lasts as long as its call: the server could not stop before it.
        app.ServiceProvider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(endpoints.Stop);
    }

    private void Stop() => calls.Stop();

    private async Task Status(HttpContext context)
    {
        if (Find(context) is not { } call)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (await ReadAsync(context) is not { } fields)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        context.Response.StatusCode = call.Take(Signature(context), fields) ? StatusCodes.Status204NoContent : StatusCodes.Status403Forbidden;
    }

    private async Task Media(HttpContext context)
    {
        if (Find(context) is not { } call || !context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
        else if (!call.MayStream(Signature(context)))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
        }
        else
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await call.CarryAsync(socket, context.RequestAborted);
        }
    }

    private TwilioCall? Find(HttpContext context) => calls.Find((string?)context.Request.RouteValues["call"]);

    private static string? Signature(HttpContext context) => context.Request.Headers.TryGetValue(TwilioCalls.SignatureHeader, out var signature) ? signature.ToString() : null;

    /// <summary>Null: it is no form that is taken.</summary>
    private static async Task<List<KeyValuePair<string, string>>?> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentType is not { } type || !type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = LargestBody;
        }

        try
        {
            var form = await context.Request.ReadFormAsync(_form, context.RequestAborted);
            return [.. form.SelectMany(field => field.Value.Select(value => KeyValuePair.Create(field.Key, value ?? "")))];
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
