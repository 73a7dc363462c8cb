namespace Postrider.Dispatching;

/// <summary>The engine's measures. The defaults are the house's promises; tests turn some of them.</summary>
public sealed record EngineOptions
{
    /// <summary>How many jobs a node has in hand at most.</summary>
    public int MaxRunning { get; init; } = 1024;

    /// <summary>A lane is claimed this much before it is due; the node then waits for the recorded start, so that the commit costs no lateness.</summary>
    public TimeSpan Horizon { get; init; } = TimeSpan.FromMilliseconds(25);

    /// <summary>The least time between two claims that nobody asked for.</summary>
    public TimeSpan ClaimQuantum { get; init; } = TimeSpan.FromMilliseconds(8);

    /// <summary>The look that catches a lost notification.</summary>
    public TimeSpan LongestSleep { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A claim that could not begin within this time goes back unburnt.</summary>
    public TimeSpan LatestBeginning { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan LeaseRenewal { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>After this long without a confirmed renewal a node starts nothing and commits to nothing.</summary>
    public TimeSpan LeaseTrust { get; init; } = TimeSpan.FromSeconds(7);

    /// <summary>A step of the database's clock beyond this, against the node's own, makes every lane wait one whole gap.</summary>
    public TimeSpan ClockJump { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long running jobs may go on after the order to stop.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long jobs wait for a disconnected account before they fail.</summary>
    public TimeSpan LongestReconnect { get; init; } = TimeSpan.FromHours(72);

    public string NodeName { get; init; } = Environment.MachineName;

    /// <summary>What the node does: <c>api</c>, <c>worker</c> or both.</summary>
    public string Roles { get; init; } = "api,worker";

    public bool IsWorker => Roles.Split(',').Contains("worker");
}
