namespace Postrider.Server.Api.Actions;

/// <summary>Refusals that belong to no resource.</summary>
internal static class GeneralProblems
{
    public static readonly Problem NotFound = Problem.Of(ApiErrors.EndpointNotFound);
    public static readonly Problem NotOffered = new(404, "endpoint.notOffered", "Postrider does not offer this group of calls. What it offers is listed at /docs and in /openapi/v3.json.");
    public static readonly Problem MethodNotAllowed = Problem.Of(ApiErrors.MethodNotAllowed);
    public static readonly Problem InvalidJson = Problem.Of(ApiErrors.InvalidJson);
    public static readonly Problem InvalidInput = new(400, "request.invalidInput", "The query is wrong; errors tells which of its parameters.");
    public static readonly Problem TooLarge = Problem.Of(ApiErrors.PayloadTooLarge);
    public static readonly Problem LimitExceeded = new(429, "rateLimit.exceeded", "This workspace made its requests of this minute, or of this hour. Retry-After tells when to come back.");
    public static readonly Problem Failed = Problem.Of(ApiErrors.ActionFailed);
    public static readonly Problem Unavailable = Problem.Of(ApiErrors.Unavailable);
}
