namespace Postrider.Postgres.Schema;

/// <summary>The advisory locks of the house. Whoever needs several takes them in this order, the log's last.</summary>
internal static class Locks
{
    /// <summary>Held for the session by the one node that sweeps.</summary>
    public const long Sweeper = 7003;

    /// <summary>Held by the one node that listens to the sandbox's far side.</summary>
    public const long SandboxListener = 7004;

    /// <summary>Shared by every acceptance, taken alone by the change of the answers' generation.</summary>
    public const long Generation = 7002;

    /// <summary>Taken right before events are written and kept until the commit, so that positions rise in commit order.</summary>
    public const long Events = 7001;
}
