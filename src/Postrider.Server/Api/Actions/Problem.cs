namespace Postrider.Server.Api.Actions;

/// <summary>A refusal in the form of RFC 9457: clients branch on the code, people act on the detail.</summary>
internal sealed record Problem(int Status, string Code, string Detail)
{
    /// <summary>What is wrong with the body, member by member.</summary>
    public IReadOnlyList<FieldFault> Faults { get; init; } = [];

    public TimeSpan? RetryAfter { get; init; }

    public Problem With(string detail) => this with { Detail = detail };

    /// <summary>A refusal that any dialect can give, under this dialect's code.</summary>
    public static Problem Of(ApiError error) => new(error.Status, CodeOf(error.Code), error.Message) { RetryAfter = error.RetryAfter };

    private static string CodeOf(string code) => code switch
    {
        "endpoint_not_found" => "endpoint.notFound",
        "method_not_allowed" => "endpoint.methodNotAllowed",
        "invalid_json" => "request.invalidJson",
        "payload_too_large" => "request.tooLarge",
        "api_rate_limit_exceeded" => "rateLimit.exceeded",
        "task_unavailable" => "server.unavailable",
        _ => "server.failed",
    };
}

/// <summary>One member of a body that is wrong: a JSON Pointer to it, and why.</summary>
internal sealed record FieldFault(string Pointer, string Detail);
