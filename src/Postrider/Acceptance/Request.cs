namespace Postrider.Acceptance;

/// <summary>
/// One request: one job, or the jobs of a batch. It is accepted in one transaction, together with the answer kept for its
/// idempotency key, or not at all.
/// </summary>
public sealed class Request
{
    public required WorkspaceId Workspace { get; init; }

    public required IReadOnlyList<NewJob> Jobs { get; init; }

    /// <summary>Null: the caller asked for no idempotency.</summary>
    public RequestKey? Key { get; init; }

    /// <summary>The part of the log that these jobs are made of; null: of none. Accepted only while nobody else has made jobs of it.</summary>
    public CursorMove? Move { get; init; }

    /// <summary>Writes the answer in the caller's dialect, so that what is kept is, byte for byte, what was sent.</summary>
    public required Func<IReadOnlyList<Reception>, KeptAnswer> Answer { get; init; }
}

/// <summary>How far an endpoint's cursor goes, in the transaction that accepts the jobs.</summary>
public readonly record struct CursorMove(string AccountId, long From, long To);

/// <summary>An idempotency key within its scope (API key, method and path), and the value of the body it came with.</summary>
public readonly record struct RequestKey(Guid KeyHash, Guid BodyHash);

/// <summary>A status and the bytes of its body. Only 2xx answers are kept for repeats.</summary>
public sealed record KeptAnswer(int Status, byte[] Body)
{
    public bool IsKept => Status is >= 200 and < 300;
}
