using Postrider.Testing.Server;

namespace Postrider.Testing.WhatsAppCloud;

/// <summary>What happens to one message.</summary>
public sealed record CloudFate
{
    public static CloudFate Taken { get; } = new();

    /// <summary>The error that is answered instead; null: none.</summary>
    public int? Code { get; init; }

    /// <summary>The status of that error, or of one without a code; 0: none.</summary>
    public int HttpStatus { get; init; }

    public string? RetryAfter { get; init; }

    public Lapse Lapse { get; init; }

    /// <summary>Whether a lapse comes after the message was taken.</summary>
    public bool IsTaken { get; init; } = true;

    public static CloudFate Error(int code, int httpStatus = 400, string? retryAfter = null) => new() { Code = code, HttpStatus = httpStatus, RetryAfter = retryAfter };
}
