namespace Postrider.Sip.Listening;

/// <summary>Who answered a call.</summary>
public enum Answerer
{
    /// <summary>Nothing was heard for long enough.</summary>
    Unknown,
    Human,
    Machine,
}
