namespace Postrider.Access;

/// <summary>An API key as it is remembered: never its text, only enough to recognise it and to say what it may do.</summary>
public sealed record ApiKey(
    WorkspaceId WorkspaceId,
    Guid KeyId,
    string Name,
    string Hint,
    ScopeSet Scopes,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt)
{
    public bool IsValidAt(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is null || now < ExpiresAt);
}
