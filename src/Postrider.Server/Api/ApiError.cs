namespace Postrider.Server.Api;

/// <summary>A refusal: clients branch on the code, people act on the message.</summary>
internal sealed record ApiError(int Status, string Code, string Message)
{
    public TimeSpan? RetryAfter { get; init; }

    public ApiError With(string message) => this with { Message = message };
}
