namespace Postrider.Channels.Voice;

/// <summary>How an answered call ended.</summary>
/// <param name="Outcome">One of <see cref="Calls.CallOutcome"/>.</param>
/// <param name="EndedBy">One of <see cref="Calls.CallEnder"/>; null: nobody, it broke.</param>
/// <param name="Reason">For people, where there is something to say.</param>
internal sealed record RunEnd(string Outcome, string? EndedBy, string? Reason = null);
