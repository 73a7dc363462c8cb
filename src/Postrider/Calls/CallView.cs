using Postrider.Jobs;

namespace Postrider.Calls;

/// <summary>A call as its readers see it: what was accepted, and what is known of it.</summary>
public sealed record CallView
{
    /// <summary>Its body has the <see cref="CallPlan"/> and the metadata.</summary>
    public required JobView Job { get; init; }

    public required CallRecord Record { get; init; }

    public required string AgentId { get; init; }

    /// <summary>The campaign that calls; null: it is a call of its own.</summary>
    public Guid? CampaignId { get; init; }

    /// <summary>When somebody asked for its end; null: nobody did.</summary>
    public DateTimeOffset? HangUpAskedAt { get; init; }

    /// <summary>Of a campaign's call, as in <see cref="Campaigns.CallHours.ClosedUntil"/>.</summary>
    public string Zones { get; init; } = "";

    public string ExternalId => CallId.Of(Job.JobId);

    /// <summary>What it went through so far, with the times.</summary>
    public IReadOnlyList<CallMoment> Timeline
    {
        get
        {
            var moments = new List<CallMoment> { new(CallState.Queued, Job.AcceptedAt) };
            Add(CallState.Dialing, Record.DialedAt);
            Add(CallState.Ringing, Record.RingingAt);
            Add(CallState.InProgress, Record.AnsweredAt);
            Add(CallState.Ended, Record.EndedAt);
            return moments;

            void Add(CallState state, DateTimeOffset? at)
            {
                if (at is { } known)
                {
                    moments.Add(new CallMoment(state, known));
                }
            }
        }
    }
}

/// <summary>The moment at which a call came into a state.</summary>
public sealed record CallMoment(CallState State, DateTimeOffset At);
