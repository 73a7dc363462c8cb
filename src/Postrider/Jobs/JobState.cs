namespace Postrider.Jobs;

/// <summary>Where a job stands; docs/states.md has the diagram, the database's checks enforce it.</summary>
public enum JobState
{
    Waiting,
    Running,
    Settling,
    Succeeded,
    Failed,
    Cancelled,
}

public static class JobStates
{
    public static bool IsFinal(this JobState state) => state >= JobState.Succeeded;

    /// <summary>The state as the store spells it.</summary>
    public static string Name(this JobState state) => state switch
    {
        JobState.Waiting => "waiting",
        JobState.Running => "running",
        JobState.Settling => "settling",
        JobState.Succeeded => "succeeded",
        JobState.Failed => "failed",
        _ => "cancelled",
    };

    public static JobState Parse(string name) => name switch
    {
        "waiting" => JobState.Waiting,
        "running" => JobState.Running,
        "settling" => JobState.Settling,
        "succeeded" => JobState.Succeeded,
        "failed" => JobState.Failed,
        "cancelled" => JobState.Cancelled,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such state."),
    };
}
