using Postrider.Access;
using Postrider.Server.Api;

namespace Postrider.Server.Security;

/// <summary>
/// Every request's way in: address → key → scope → limits of the key and its workspace. An address that used up its failures
/// is refused before anything is looked up; only keys that this node has met still pass, so that strangers behind the same
/// proxy cannot lock a customer out.
/// </summary>
internal sealed class ApiKeyGate(KeyRing keys, RateLimiter limiter, RateLimitSettings limits)
{
    /// <summary>A handler of the Dispatch API behind the gate, for <c>MapGet</c> and its kin.</summary>
    public RequestDelegate Require(Scope scope, Func<HttpContext, Caller, Task> handler) => async context =>
    {
        var admission = await AdmitAsync(context, scope);
        if (admission.IsAdmitted)
        {
            await handler(context, new Caller(admission.Key.WorkspaceId, admission.Key, RequestId.Of(context)));
        }
        else
        {
            await Envelope.ErrorAsync(context, admission.Error);
        }
    };

    /// <summary>For dialects with error forms of their own. Sets the rate headers; writes no body.</summary>
    public async ValueTask<Admission> AdmitAsync(HttpContext context, Scope scope)
    {
        var found = await FindKeyAsync(context);
        if (!found.IsAdmitted)
        {
            return found;
        }

        return found.Key.Scopes.Allows(scope) ? await CountAsync(context, found.Key) : WithoutCounting(context, found.Key, ApiErrors.Lacks(scope));
    }

    /// <summary>The key alone, for dialects with scopes and limits of their own.</summary>
    public async ValueTask<Admission> FindKeyAsync(HttpContext context)
    {
        var text = PresentedKey.Of(context.Request);
        if (text.IsEmpty)
        {
            return await FailedAsync(context, ApiErrors.KeyMissing);
        }

        var hash = KeyHash.Of(text.Span);
        if (limits.Address is { } limit && !keys.HasMet(hash) && limiter.Peek(AddressSubject.Of(context), limit) is { Allowed: false } spent)
        {
            return TooManyFailures(spent);
        }

        var key = text.Length > KeyText.MaxLength ? null : await keys.FindAsync(hash, context.RequestAborted);
        return key is null ? await FailedAsync(context, ApiErrors.KeyInvalid) : new Admission(key, null);
    }

    /// <summary>For pages that need no key: counts a link that leads nowhere, and says whether its address may try others.</summary>
    public async ValueTask<bool> MayFailAsync(HttpContext context) =>
        limits.Address is not { } limit || (await limiter.TakeAsync(AddressSubject.Of(context), limit, context.RequestAborted)).Allowed;

    private static ApiError TooManyFailures(RateVerdict verdict) => ApiErrors.RateLimited("This address sent too many requests without a valid API key: it", verdict);

    private async ValueTask<Admission> FailedAsync(HttpContext context, ApiError error)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        if (limits.Address is { } limit && await limiter.TakeAsync(AddressSubject.Of(context), limit, context.RequestAborted) is { Allowed: false } spent)
        {
            return TooManyFailures(spent);
        }

        return error;
    }

    private async ValueTask<Admission> CountAsync(HttpContext context, ApiKey key)
    {
        var ofKey = RateSubject.OfKey(key.KeyId);
        var ofWorkspace = RateSubject.Of(RateKind.Workspace, key.WorkspaceId);
        RateVerdict? byKey = null;
        if (limits.Key is { } keyLimit)
        {
            byKey = await limiter.TakeAsync(ofKey, keyLimit, context.RequestAborted);
        }

        // A request that the key's limit refuses costs the workspace nothing, and the other way round.
        RateVerdict? byWorkspace = null;
        if (limits.Workspace is { } workspaceLimit)
        {
            byWorkspace = byKey is { Allowed: false }
                ? limiter.Peek(ofWorkspace, workspaceLimit)
                : await limiter.TakeAsync(ofWorkspace, workspaceLimit, context.RequestAborted);
        }

        if (byWorkspace is { Allowed: false } && byKey is { Allowed: true } taken)
        {
            limiter.Return(ofKey);
            byKey = taken with { Remaining = taken.Remaining + 1 };
        }

        RateHeaders.Write(context.Response.Headers, byKey, byWorkspace);
        return (byKey, byWorkspace) switch
        {
            ({ Allowed: false } spent, _) => ApiErrors.RateLimited("This API key", spent),
            (_, { Allowed: false } spent) => ApiErrors.RateLimited("This workspace", spent),
            _ => new Admission(key, null),
        };
    }

    private Admission WithoutCounting(HttpContext context, ApiKey key, ApiError error)
    {
        RateHeaders.Write(
            context.Response.Headers,
            limits.Key is { } keyLimit ? limiter.Peek(RateSubject.OfKey(key.KeyId), keyLimit) : null,
            limits.Workspace is { } workspaceLimit ? limiter.Peek(RateSubject.Of(RateKind.Workspace, key.WorkspaceId), workspaceLimit) : null);
        return error;
    }
}
