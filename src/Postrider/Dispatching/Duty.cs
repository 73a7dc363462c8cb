namespace Postrider.Dispatching;

/// <summary>The duties that the cluster gives to one node at a time; the store turns each into a lock of the node's session.</summary>
public enum Duty
{
    Sweep,
    ListenToSandbox,
    FanOut,
    WatchAccounts,
}
