using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Postrider.Dispatching;

/// <summary>What the engine counts and times. Nothing here names a workspace, an account or a recipient.</summary>
public sealed class EngineInstruments
{
    public const string MeterName = "Postrider";

    private readonly Counter<long> _attempts;
    private readonly Counter<long> _lost;
    private readonly Counter<long> _givenBack;
    private readonly Histogram<double> _lateness;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _claims;
    private readonly UpDownCounter<long> _running;
    private readonly Counter<long> _clockSteps;

    public EngineInstruments(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        _attempts = meter.CreateCounter<long>("postrider.attempts", description: "Attempts closed, by channel and outcome.");
        _lost = meter.CreateCounter<long>("postrider.attempts.lost", description: "Attempts whose job was no longer this node's when they ended.");
        _givenBack = meter.CreateCounter<long>("postrider.claims.given_back", description: "Claims that went back unburnt.");
        _lateness = meter.CreateHistogram<double>("postrider.start.lateness", "s", "From a job's scheduled start to its hand-over to the driver.");
        _duration = meter.CreateHistogram<double>("postrider.attempt.duration", "s", "How long drivers took.");
        _claims = meter.CreateCounter<long>("postrider.claims", description: "Claims made.");
        _running = meter.CreateUpDownCounter<long>("postrider.running", description: "Jobs this node has in hand.");
        _clockSteps = meter.CreateCounter<long>("postrider.clock.steps", description: "Steps of the database's clock that made all lanes wait a gap.");
    }

    /// <summary>One span per attempt.</summary>
    public static ActivitySource Activities { get; } = new(MeterName);

    public void OnClaim(int jobs)
    {
        _claims.Add(1);
        _running.Add(jobs);
    }

    public void OnEnded() => _running.Add(-1);

    public void OnStarted(string channel, TimeSpan lateness) => _lateness.Record(lateness.TotalSeconds, new KeyValuePair<string, object?>("channel", channel));

    public void OnClosed(string channel, string outcome, TimeSpan duration)
    {
        _attempts.Add(1, new("channel", channel), new("outcome", outcome));
        _duration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("channel", channel));
    }

    public void OnGivenBack() => _givenBack.Add(1);

    public void OnLost() => _lost.Add(1);

    public void OnClockStep() => _clockSteps.Add(1);
}
