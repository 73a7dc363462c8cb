namespace Postrider.Calls;

/// <summary>What became of the wish to end a call.</summary>
public enum HangUp
{
    /// <summary>It had not begun, and will not.</summary>
    Canceled,

    /// <summary>It goes on; the node that has it is told.</summary>
    Asked,

    /// <summary>It had ended already.</summary>
    Ended,
}
