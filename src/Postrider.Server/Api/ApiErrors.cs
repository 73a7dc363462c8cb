using Postrider.Access;

namespace Postrider.Server.Api;

/// <summary>Refusals that any endpoint can give. Those of one resource stand beside its endpoints.</summary>
internal static class ApiErrors
{
    public static readonly ApiError InvalidJson = new(400, "invalid_json", "The request body must be a JSON object in UTF-8.");
    public static readonly ApiError InvalidLimit = new(400, "invalid_limit", "'limit' must be a whole number from 1 to 1000.");
    public static readonly ApiError InvalidCursor = new(400, "invalid_cursor", "'cursor' must be the next_cursor of an earlier answer, unchanged.");
    public static readonly ApiError KeyMissing = new(401, "api_key_missing", "Send an API key as 'Authorization: Bearer sk-postrider-…' or 'x-api-key: sk-postrider-…'.");
    public static readonly ApiError KeyInvalid = new(401, "api_key_invalid", "The API key is unknown, expired or revoked. Check it, or make a new one with POST /api/v1/keys.");
    public static readonly ApiError EndpointNotFound = new(404, "endpoint_not_found", "There is no such endpoint. Check the path; /docs lists them all.");
    public static readonly ApiError MethodNotAllowed = new(405, "method_not_allowed", "This endpoint does not take that method; the Allow header names those it takes.");
    public static readonly ApiError PayloadTooLarge = new(413, "payload_too_large", "The request body may have at most 40 MiB.");
    public static readonly ApiError ActionFailed = new(502, "action_failed", "The request failed inside the server. Quote the request_id to whoever runs it.");
    public static readonly ApiError Unavailable = new(503, "task_unavailable", "The database cannot be reached at the moment. Nothing was accepted; try again shortly.") { RetryAfter = TimeSpan.FromSeconds(1) };

    public static ApiError Json(string why) => InvalidJson.With($"The request body must be a JSON object in UTF-8: {why}.");

    public static ApiError Lacks(Scope scope) => new(403, "permission_denied", $"The API key lacks the scope '{scope.Name}' that this endpoint needs.");

    public static ApiError RateLimited(string whose, RateVerdict verdict) =>
        new(429, "api_rate_limit_exceeded", $"{whose} made its {verdict.Limit} requests of this minute. Try again in {WholeSeconds(verdict.RetryAfter)} s.") { RetryAfter = verdict.RetryAfter };

    /// <summary>As <c>Retry-After</c> counts: never too early, never zero.</summary>
    public static long WholeSeconds(TimeSpan span) => Math.Max(1, (long)Math.Ceiling(span.TotalSeconds));
}
