using System.Text.Json.Serialization;

namespace Postrider.Calls;

/// <summary>All that a call is to do, as it was when the call was accepted: a later change of the agent changes no accepted call.</summary>
public sealed record CallPlan
{
    public required string AgentId { get; init; }

    /// <summary>What the callee's phone shows: E.164 or a SIP user; null: the account's own.</summary>
    public string? CallerId { get; init; }

    /// <summary>The phrase that chose the script; null: the agent's default one.</summary>
    public string? Trigger { get; init; }

    /// <summary>Said first; placeholders are not filled in yet.</summary>
    public required string Greeting { get; init; }

    public IReadOnlyList<CallStep> Steps { get; init; } = [];

    /// <summary>A digit that opts the callee out whenever it is pressed; null: none.</summary>
    public string? OptOutDigit { get; init; }

    public bool Record { get; init; }

    public int MaxDurationSeconds { get; init; } = 600;

    public int RingTimeoutSeconds { get; init; } = 30;

    /// <summary>An attempt that takes longer is cut off: with some time beside the limits, in which the call is set up and taken down.</summary>
    [JsonIgnore]
    public TimeSpan Longest => TimeSpan.FromSeconds(RingTimeoutSeconds + MaxDurationSeconds + 60);

    /// <summary>From the answer to the first speech heard; 0: no limit.</summary>
    public int InitialSilenceMilliseconds { get; init; }

    public VoicemailAction Voicemail { get; init; }

    /// <summary>What is left on a machine after its beep; null: the greeting.</summary>
    public string? VoicemailMessage { get; init; }

    /// <summary>The agent's own voice, as the speech engine calls it; null: the operator's choice.</summary>
    public string? Voice { get; init; }

    /// <summary>The user's own agent, to whom sound is passed both ways; null: the script speaks.</summary>
    public string? StreamUrl { get; init; }
}

/// <summary>What to do when a machine answers. Only when it is not <see cref="Continue"/> is it found out who answered.</summary>
public enum VoicemailAction
{
    Continue,
    HangUp,
    LeaveMessage,
}
