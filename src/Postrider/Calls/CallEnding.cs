using System.Globalization;
using Postrider.Attempts;
using Postrider.Jobs;

namespace Postrider.Calls;

/// <summary>What a call's end means for its job, and a job's end for its call.</summary>
public static class CallEnding
{
    /// <summary>What a delivery of a call is called.</summary>
    public const string Action = "call";

    /// <summary>What the engine is told of a call that has ended.</summary>
    public static Outcome ToOutcome(CallRecord record, string outcome) =>
        outcome == CallOutcome.Unknown ? new Outcome.Unknown(Words(record, outcome))
        : CallOutcome.IsSuccess(outcome) ? new Outcome.Accepted(Delivery(record, outcome))
        : new Outcome.Refused(Words(record, outcome), outcome);

    public static Delivery Delivery(CallRecord record, string outcome)
    {
        var facts = new Dictionary<string, string> { ["outcome"] = outcome };
        Add("answered_by", record.AnsweredBy);
        Add("ended_by", record.EndedBy);
        Add("ring_seconds", record.RingSeconds?.ToString(CultureInfo.InvariantCulture));
        Add("talk_seconds", record.TalkSeconds?.ToString(CultureInfo.InvariantCulture));
        return new Delivery(Action, Status: outcome) { Facts = facts };

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                facts[name] = value;
            }
        }
    }

    /// <summary>An end in a sentence, with the far side's own words where there are any.</summary>
    public static string Words(CallRecord record, string outcome)
    {
        var sentence = outcome switch
        {
            CallOutcome.Busy => "The callee was busy.",
            CallOutcome.NoAnswer => "Nobody answered.",
            CallOutcome.Rejected => "The call was rejected.",
            CallOutcome.InvalidNumber => "The number does not exist.",
            CallOutcome.Canceled => "The call was ended before it was answered.",
            CallOutcome.Unknown => "Nobody knows how the call ended.",
            _ => "The call could not be carried.",
        };
        var said = (record.SipCode, record.SipReason) switch
        {
            ({ } code, { } reason) => string.Create(CultureInfo.InvariantCulture, $" ({code} {reason})"),
            ({ } code, null) => string.Create(CultureInfo.InvariantCulture, $" ({code})"),
            (null, { } reason) => $" ({reason})",
            _ => "",
        };
        return sentence + said;
    }

    /// <inheritdoc cref="OfFault"/>
    public static string OfDelivery(Delivery delivery) => CallOutcome.IsSuccess(delivery.Status) ? delivery.Status : CallOutcome.Completed;

    /// <summary>The outcome of a call whose job ended in this way, for calls of which nothing better was written down.</summary>
    public static string OfFault(JobFault fault) => fault.Code switch
    {
        JobFault.RecipientSuppressed => CallOutcome.Suppressed,
        JobFault.Expired => CallOutcome.Expired,
        JobFault.OutcomeUnknown => CallOutcome.Unknown,
        _ => CallOutcome.All.Contains(fault.Code) && !CallOutcome.IsSuccess(fault.Code) ? fault.Code : CallOutcome.Failed,
    };
}
