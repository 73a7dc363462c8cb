namespace Postrider.Access;

/// <summary>A key about to be kept. Its text is gone already: only its hash and its hint are.</summary>
public sealed record NewKey(Guid KeyId, string Name, KeyHash Hash, string Hint, ScopeSet Scopes, DateTimeOffset? ExpiresAt);
