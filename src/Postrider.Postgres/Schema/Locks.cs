namespace Postrider.Postgres.Schema;

/// <summary>The advisory locks of the whole cluster, in one place so that no two mean the same number.</summary>
public static class Locks
{
    /// <summary>
    /// Held by every writer of events from just before the insert until its commit, and taken after every other lock: so positions
    /// rise in commit order, and no reader of <c>after=</c> misses one.
    /// </summary>
    public const long Events = 7001;
}
