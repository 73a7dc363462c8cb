namespace Postrider.Calls;

/// <summary>What is known of a call beyond its job, as it was last written down.</summary>
public sealed record CallRecord
{
    public required Jobs.JobRef Job { get; init; }

    /// <summary>The attempt that it tells of; an earlier attempt's words never replace a later one's.</summary>
    public required int Attempt { get; init; }

    public CallState State { get; init; }

    /// <summary>One of <see cref="CallOutcome"/>; only of an ended call.</summary>
    public string? Outcome { get; init; }

    public string? AnsweredBy { get; init; }

    public string? EndedBy { get; init; }

    public int? SipCode { get; init; }

    public string? SipReason { get; init; }

    public DateTimeOffset? DialedAt { get; init; }

    public DateTimeOffset? RingingAt { get; init; }

    public DateTimeOffset? AnsweredAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How long it rang; null: it never did, or nobody knows how it ended.</summary>
    public double? RingSeconds => Seconds(RingingAt, AnsweredAt ?? EndedAt);

    /// <summary>How long it was talked; null: it was never answered, it goes on, or nobody knows how it ended.</summary>
    public double? TalkSeconds => Seconds(AnsweredAt, EndedAt);

    /// <summary>The digits that the callee pressed, in order.</summary>
    public string Digits { get; init; } = "";

    public bool OptOut { get; init; }

    public IReadOnlyList<TranscriptLine> Transcript { get; init; } = [];

    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The recording in the content store; null: there is none.</summary>
    public byte[]? RecordingSha256 { get; init; }

    /// <summary>What the far side calls it; null: it has no name for calls, or has not told it.</summary>
    public string? FarSideId { get; init; }

    private double? Seconds(DateTimeOffset? from, DateTimeOffset? until) => Outcome != CallOutcome.Unknown && until - from is { } span ? Math.Round(span.TotalSeconds, 3) : null;
}

/// <param name="Who"><c>agent</c> or <c>callee</c>.</param>
/// <param name="At">Seconds after the answer.</param>
public sealed record TranscriptLine(string Who, double At, string Text);
