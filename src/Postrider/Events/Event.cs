namespace Postrider.Events;

/// <summary>A fact in a workspace's log. Positions rise in commit order.</summary>
public sealed record Event(long Position, string Kind, Guid? JobId, string? AccountId, DateTimeOffset At, string? DataJson);
