using Postrider.Access;
using Postrider.Server.Security;

namespace Postrider.Server.Api.Calls;

/// <summary>The way in to the Calls API: the gate of all dialects, then a limit of its own.</summary>
internal sealed class CallsGate(ApiKeyGate gate, RateLimiter limiter, RateLimitSettings limits)
{
    public RequestDelegate Require(Scope scope, Func<HttpContext, Caller, Task> handler) => async context =>
    {
        var admission = await gate.AdmitAsync(context, scope);
        if (!admission.IsAdmitted)
        {
            await CallsAnswer.ErrorAsync(context, admission.Error);
        }
        else if (await CountAsync(admission.Key, context.RequestAborted) is { } spent)
        {
            await CallsAnswer.ErrorAsync(context, spent);
        }
        else
        {
            await handler(context, new Caller(admission.Key.WorkspaceId, admission.Key, RequestId.Of(context)));
        }
    };

    private async ValueTask<ApiError?> CountAsync(ApiKey key, CancellationToken cancellationToken)
    {
        if (limits.Calls is not { } limit || await limiter.TakeAsync(RateSubject.Of(RateKind.Calls, key.WorkspaceId), limit, cancellationToken) is not { Allowed: false } spent)
        {
            return null;
        }

        // What this limit refuses costs the others nothing.
        if (limits.Key is not null)
        {
            limiter.Return(RateSubject.OfKey(key.KeyId));
        }

        if (limits.Workspace is not null)
        {
            limiter.Return(RateSubject.Of(RateKind.Workspace, key.WorkspaceId));
        }

        return ApiErrors.RateLimited("This workspace", spent);
    }
}
