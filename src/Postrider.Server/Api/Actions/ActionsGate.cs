using System.Globalization;
using Postrider.Access;
using Postrider.Server.Security;

namespace Postrider.Server.Api.Actions;

/// <summary>The way in to the Actions API: key → user → scope → limits by the minute and by the hour.</summary>
internal sealed class ActionsGate(ApiKeyGate gate, RateLimiter limiter, RateLimitSettings limits)
{
    /// <param name="scope">Null: any key may.</param>
    /// <param name="handler">What answers.</param>
    public RequestDelegate Require(Scope? scope, Func<HttpContext, Caller, Task> handler) => RequireAny(scope is null ? [] : [scope], handler);

    /// <param name="scopes">Any of them will do.</param>
    /// <param name="handler">What answers.</param>
    public RequestDelegate RequireAny(IReadOnlyList<Scope> scopes, Func<HttpContext, Caller, Task> handler) => async context =>
    {
        var found = await gate.FindKeyAsync(context);
        if (!found.IsAdmitted)
        {
            await RefuseAsync(context, found.Error);
        }
        else if (await FaultAsync(context, found.Key, scopes) is { } problem)
        {
            await ActionsAnswer.ProblemAsync(context, problem);
        }
        else
        {
            await handler(context, new Caller(found.Key.WorkspaceId, found.Key, RequestId.Of(context)));
        }
    };

    // Clients of this dialect know a bad key by its status alone.
    private static Task RefuseAsync(HttpContext context, ApiError error)
    {
        if (error.Status != StatusCodes.Status401Unauthorized)
        {
            return ActionsAnswer.ErrorAsync(context, error);
        }

        context.Response.StatusCode = error.Status;
        context.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    private async ValueTask<Problem?> FaultAsync(HttpContext context, ApiKey key, IReadOnlyList<Scope> scopes)
    {
        if (!IsOwnUser(context.Request, key.WorkspaceId))
        {
            return AccessProblems.UserNotFound;
        }

        return scopes.Count > 0 && !scopes.Any(key.Scopes.Allows)
            ? AccessProblems.InsufficientScope.With($"This API key does not have the required scope: {string.Join(" or ", scopes)}.")
            : await CountAsync(key.WorkspaceId, context.RequestAborted);
    }

    /// <summary>A workspace has one user so far: itself, by its number.</summary>
    private static bool IsOwnUser(HttpRequest request, WorkspaceId workspace) =>
        (!request.Headers.TryGetValue("X-User-Id", out var id) || id == workspace.Value.ToString(CultureInfo.InvariantCulture)) && !request.Headers.ContainsKey("X-User-Email");

    private async ValueTask<Problem?> CountAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        var ofMinute = RateSubject.Of(RateKind.Actions, workspace);
        if (limits.Actions is { } byMinute && await limiter.TakeAsync(ofMinute, byMinute, cancellationToken) is { Allowed: false } spent)
        {
            return AccessProblems.RateLimited(spent, "minute");
        }

        if (limits.ActionsHourly is not { } byHour || await limiter.TakeAsync(RateSubject.Of(RateKind.ActionsHourly, workspace), byHour, cancellationToken) is not { Allowed: false } over)
        {
            return null;
        }

        // What the hour refuses costs the minute nothing.
        if (limits.Actions is not null)
        {
            limiter.Return(ofMinute);
        }

        return AccessProblems.RateLimited(over, "hour");
    }
}
