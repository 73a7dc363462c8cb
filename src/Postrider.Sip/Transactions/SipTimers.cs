namespace Postrider.Sip.Transactions;

/// <summary>The times of RFC 3261, table 4.</summary>
internal static class SipTimers
{
    /// <summary>T1: how long there and back takes, about.</summary>
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);

    /// <summary>T2: the longest time between two copies.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(4);

    /// <summary>T4: how long a message may live in the network.</summary>
    public static readonly TimeSpan Alive = TimeSpan.FromSeconds(5);

    /// <summary>64 T1: after it nobody answers any more (timers B, D, F, H, J, L, M).</summary>
    public static readonly TimeSpan Silence = 64 * First;

    public static TimeSpan Next(TimeSpan interval) => interval * 2 < Longest ? interval * 2 : Longest;
}
