namespace Postrider.Access;

/// <summary>A limit's answer to one request.</summary>
public readonly record struct RateVerdict(bool Allowed, int Limit, int Remaining, TimeSpan RetryAfter);
