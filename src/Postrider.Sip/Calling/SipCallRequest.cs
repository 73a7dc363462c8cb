namespace Postrider.Sip.Calling;

/// <summary>Whom to call, and as whom.</summary>
public sealed record SipCallRequest
{
    /// <summary>A number (E.164 with or without +) or a user of the trunk's domain.</summary>
    public required string To { get; init; }

    /// <summary>The number or user that the call comes from. Null: the trunk's own.</summary>
    public string? CallerId { get; init; }

    /// <summary>The name beside it, as a telephone may show it.</summary>
    public string? CallerName { get; init; }

    /// <summary>Offered as the session timer (RFC 4028), at least 90. 0: none is offered.</summary>
    public int SessionExpiresSeconds { get; init; } = 1800;
}
