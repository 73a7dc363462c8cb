namespace Postrider.Testing.Unipile;

/// <summary>What becomes of one request, other than that it is answered as it should be.</summary>
public sealed record UnipileFate
{
    /// <summary>The HTTP status of a refusal; null: it is taken.</summary>
    public int? Status { get; init; }

    /// <summary>Unipile's word for it, without <c>errors/</c>; null: an answer without any.</summary>
    public string? Type { get; init; }

    public string? RetryAfter { get; init; }

    /// <summary>Whether it is done all the same, so that the answer misleads.</summary>
    public bool IsTaken { get; init; }

    public UnipileBreak Break { get; init; }

    public static UnipileFate Refuse(int status, string? type, string? retryAfter = null) => new() { Status = status, Type = type, RetryAfter = retryAfter };

    /// <summary>No answer, or none that is whole.</summary>
    public static UnipileFate Broken(UnipileBreak how, bool isTaken) => new() { Break = how, IsTaken = isTaken };
}

/// <summary>How an answer fails to come.</summary>
public enum UnipileBreak
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
public sealed record UnipileMoment(string Method, string Path, int Number);
