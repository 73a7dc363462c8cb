namespace Postrider.Testing.WhatsAppWeb;

/// <summary>What becomes of one request, other than that it is answered as it should be.</summary>
public sealed record WebFate
{
    /// <summary>The HTTP status of a refusal; null: it is taken.</summary>
    public int? Status { get; init; }

    /// <summary>The answer's body.</summary>
    public string Body { get; init; } = "<html>Bad gateway</html>";

    public string? RetryAfter { get; init; }

    /// <summary>Whether it is done all the same, so that the answer misleads.</summary>
    public bool IsTaken { get; init; }

    public WebBreak Break { get; init; }

    public static WebFate Answer(int status, string body, string? retryAfter = null) => new() { Status = status, Body = body, RetryAfter = retryAfter };

    /// <summary>No answer, or none that is whole.</summary>
    public static WebFate Broken(WebBreak how, bool isTaken) => new() { Break = how, IsTaken = isTaken };
}

/// <summary>How an answer fails to come.</summary>
public enum WebBreak
{
    None,

    /// <summary>Never, until the caller gives up.</summary>
    Silence,

    /// <summary>The line is cut.</summary>
    Cut,

    /// <summary>Half of it, and then the line is cut.</summary>
    Half,

    /// <summary>Whole, but no JSON.</summary>
    Garbage,
}

/// <summary>One request as it came.</summary>
public sealed record WebMoment(string Method, string Path, int Number);

/// <summary>A message that was taken.</summary>
/// <param name="Kind">text, file or voice, or the media's own kind.</param>
public sealed record WebTaken(string Chat, string Id, string Kind, string? Text, byte[]? File, string? FileName, string? FileType, DateTimeOffset At);

/// <summary>A message that came in, or that was written on the phone itself.</summary>
public sealed record WebHeard(string Chat, string Id, string? Text, DateTimeOffset At, string? FileType, bool IsOurs);
