using Postrider.Calls;

namespace Postrider.Channels.Voice.Twilio;

/// <summary>The last that a carrier says of a call.</summary>
/// <param name="Status">One of its own words for that.</param>
/// <param name="SipCode">Null: it told none.</param>
internal sealed record TwilioEnd(string Status, int? SipCode)
{
    public static bool IsFinal(string? status) => status is "completed" or "busy" or "failed" or "no-answer" or "canceled";

    /// <summary>What a call came to that was never talked on.</summary>
    /// <param name="why">Why we gave it up; null: we did not.</param>
    public SipEnding Ending(GivenUp? why, string carrier) => Status switch
    {
        "busy" => new SipEnding(CallOutcome.Busy, CallEnder.Callee, SipCode ?? 486, null),
        "no-answer" => new SipEnding(CallOutcome.NoAnswer, SipCode is null or 487 ? CallEnder.Limit : null, SipCode ?? 487, null),
        "canceled" => why == GivenUp.RingTimeout ? new SipEnding(CallOutcome.NoAnswer, CallEnder.Limit, SipCode ?? 487, null)
            : new SipEnding(CallOutcome.Canceled, CallEnder.Operator, SipCode ?? 487, why is null ? $"It was ended at {carrier}." : why == GivenUp.Stopped ? "The server was stopped." : null),
        "completed" => new SipEnding(why is GivenUp.Operator or GivenUp.Stopped ? CallOutcome.Completed : CallOutcome.Failed, why is GivenUp.Operator or GivenUp.Stopped ? CallEnder.Operator : null, SipCode ?? 200, NoStream(carrier)),
        _ => SipEnding.OfCode(SipCode ?? 0, $"{carrier} could not carry the call.") with { Code = SipCode },
    };

    public static string NoStream(string carrier) => $"It was answered, and {carrier} opened no media stream to this server. Does it reach the address in POSTRIDER_NODE_URL?";
}
