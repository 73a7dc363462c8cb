using Postrider.Calls;
using Postrider.Sip.Calling;

namespace Postrider.Channels.Voice;

/// <summary>What a call that was not answered came to.</summary>
/// <param name="Outcome">One of <see cref="CallOutcome"/>.</param>
/// <param name="EndedBy">One of <see cref="CallEnder"/>; null: nobody, it did not come about.</param>
internal sealed record SipEnding(string Outcome, string? EndedBy, int? Code, string? Reason)
{
    /// <summary>Whether the trunk wants another sign-in.</summary>
    public bool IsSignIn { get; init; }

    /// <summary>The far side's end, or ours, before an answer.</summary>
    public static SipEnding Of(CallEnd end) => end.Kind switch
    {
        CallEndKind.Refused => OfCode(end.Code ?? 0, end.Reason),
        CallEndKind.SignInRefused => new SipEnding(CallOutcome.Failed, null, end.Code, end.Reason ?? "The trunk refused the sign-in.") { IsSignIn = true },
        CallEndKind.Cancelled => new SipEnding(CallOutcome.NoAnswer, CallEnder.Limit, end.Code ?? 487, end.Reason),
        CallEndKind.Unanswered => new SipEnding(CallOutcome.Unknown, null, end.Code, end.Reason ?? "The trunk said nothing final; nobody knows whether it rang."),
        _ => new SipEnding(CallOutcome.Failed, null, end.Code, end.Reason),
    };

    /// <summary>What it came to when we gave up ringing ourselves.</summary>
    public static SipEnding Of(CallEnd end, GivenUp why) => end.Kind switch
    {
        // A refusal or a lost INVITE that crossed our giving up is what happened; all else is our own end.
        CallEndKind.Refused when end.Code != 487 => Of(end),
        CallEndKind.SignInRefused or CallEndKind.Unanswered or CallEndKind.Unreachable => Of(end),
        _ => why switch
        {
            GivenUp.RingTimeout => new SipEnding(CallOutcome.NoAnswer, CallEnder.Limit, end.Code ?? 487, end.Reason),
            GivenUp.Operator => new SipEnding(CallOutcome.Canceled, CallEnder.Operator, end.Code ?? 487, end.Reason),
            _ => new SipEnding(CallOutcome.Canceled, CallEnder.Operator, end.Code ?? 487, "The server was stopped."),
        },
    };

    /// <summary>A final answer that is no yes.</summary>
    public static SipEnding OfCode(int code, string? reason) => code switch
    {
        486 or 600 => new SipEnding(CallOutcome.Busy, CallEnder.Callee, code, reason),
        408 or 480 or 487 => new SipEnding(CallOutcome.NoAnswer, null, code, reason),
        403 or 603 or 607 or 608 => new SipEnding(CallOutcome.Rejected, CallEnder.Callee, code, reason),
        404 or 410 or 484 or 604 => new SipEnding(CallOutcome.InvalidNumber, null, code, reason),
        _ => new SipEnding(CallOutcome.Failed, null, code, reason),
    };
}

/// <summary>Why ringing was given up.</summary>
internal enum GivenUp
{
    RingTimeout,
    Operator,
    Stopped,
}
