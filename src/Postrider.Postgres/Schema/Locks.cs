using Postrider.Dispatching;

namespace Postrider.Postgres.Schema;

/// <summary>The advisory locks of the house. Whoever needs several takes them in falling order, the log's last.</summary>
internal static class Locks
{
    /// <summary>Held for its session by the one node that does a duty.</summary>
    public static long Of(Duty duty) => 7100 + (int)duty;

    /// <summary>The first of the two numbers by which an account is held for its session by the one node that attends to it: reads its mailbox, keeps it registered.</summary>
    public const int Attended = 7200;

    /// <summary>The first of the two numbers by which a transaction that changes a workspace's contacts, or what their addresses are suppressed for, keeps others from it until its commit.</summary>
    public const int Contacts = 7300;

    /// <summary>Shared by every acceptance, taken alone by the change of the answers' generation.</summary>
    public const long Generation = 7002;

    /// <summary>Taken right before events are written and kept until the commit, so that positions rise in commit order.</summary>
    public const long Events = 7001;
}
