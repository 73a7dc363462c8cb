namespace Postrider.Calls;

/// <summary>Where a call stands.</summary>
public enum CallState
{
    Queued,
    Dialing,
    Ringing,
    InProgress,
    Ended,
}
