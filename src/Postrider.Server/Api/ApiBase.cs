using Postrider.Postgres.Storage;
using Postrider.Server.Api.Actions;
using Postrider.Server.Api.Calls;

namespace Postrider.Server.Api;

/// <summary>
/// The outermost step of every request: its id, and an answer in the dialect's own form for whatever no endpoint answered. A path of
/// no dialect belongs to people, so only the id is set there.
/// </summary>
internal sealed partial class ApiBase(RequestDelegate next, ILogger<ApiBase> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var id = RequestId.For(context.Request);
        context.TraceIdentifier = id;
        context.Response.Headers[RequestId.Header] = id;
        if (FormOf(context.Request.Path) is not { } form)
        {
            await next(context);
            return;
        }

        try
        {
            await next(context);
            if (Unanswered(context) is { } error)
            {
                await form(context, error);
            }
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer, whatever failed on the way out.
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            }
        }
#pragma warning disable CA1031 // This is where every fault of a request ends.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await FailAsync(context, exception, form);
        }
    }

    private static Func<HttpContext, ApiError, Task>? FormOf(PathString path) =>
        path.StartsWithSegments("/api") ? Envelope.ErrorAsync : path.StartsWithSegments("/v3") ? ActionsAnswer.ErrorAsync : path.StartsWithSegments("/v1") ? CallsAnswer.ErrorAsync : null;

    private static ApiError? Unanswered(HttpContext context) => context.Response switch
    {
        { HasStarted: true } or { ContentType: not null } => null,
        { StatusCode: StatusCodes.Status404NotFound } => ApiErrors.EndpointNotFound,
        { StatusCode: StatusCodes.Status405MethodNotAllowed } => ApiErrors.MethodNotAllowed,
        _ => null,
    };

    private async Task FailAsync(HttpContext context, Exception exception, Func<HttpContext, ApiError, Task> form)
    {
        var error = exception switch
        {
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => ApiErrors.PayloadTooLarge,
            BadHttpRequestException => ApiErrors.Json("it could not be read to its end"),
            _ when StoreFailure.IsUnavailable(exception) => ApiErrors.Unavailable,
            _ => ApiErrors.ActionFailed,
        };
        var id = RequestId.Of(context);
        if (error == ApiErrors.ActionFailed)
        {
            LogFault(exception, context.Request.Method, context.GetEndpoint()?.DisplayName ?? "no endpoint", id);
        }
        else if (error == ApiErrors.Unavailable)
        {
            LogUnavailable(exception.Message, id);
        }

        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        var headers = context.Response.Headers;
        var limits = headers.Where(header => header.Key.StartsWith("X-", StringComparison.OrdinalIgnoreCase)).ToArray();
        context.Response.Clear();
        foreach (var header in limits)
        {
            headers[header.Key] = header.Value;
        }

        await form(context, error);
    }

    [LoggerMessage(1, LogLevel.Error, "{Method} {Endpoint} failed, request {RequestId}")]
    private partial void LogFault(Exception exception, string method, string endpoint, string requestId);

    [LoggerMessage(2, LogLevel.Warning, "The database cannot be reached ({Reason}), request {RequestId}")]
    private partial void LogUnavailable(string reason, string requestId);
}
