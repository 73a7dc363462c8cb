using System.Globalization;
using Postrider.Access;

namespace Postrider.Server.Api.Actions;

/// <summary>Refusals at the door.</summary>
internal static class AccessProblems
{
    public static readonly Problem UserNotFound = new(401, "USER_NOT_FOUND", "X-User-Id must be the userId that GET /v3/whoami answers, and X-User-Email names nobody here: a workspace has one user.");
    public static readonly Problem InsufficientScope = new(403, "insufficient_scope", "This API key does not have the required scope.");

    public static Problem RateLimited(RateVerdict verdict, string window) =>
        GeneralProblems.LimitExceeded.With(string.Create(CultureInfo.InvariantCulture, $"This workspace made its {verdict.Limit} requests of this {window}. Try again in {ApiErrors.WholeSeconds(verdict.RetryAfter)} s.")) with { RetryAfter = verdict.RetryAfter };
}
