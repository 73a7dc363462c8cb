namespace Postrider.Sip.Calling;

/// <summary>A trunk that cannot be used, in words for people.</summary>
public sealed class SipException(CallEndKind kind, string message, int? code = null, Exception? inner = null) : Exception(message, inner)
{
    public CallEndKind Kind { get; } = kind;

    /// <summary>The final response's code, where one came.</summary>
    public int? Code { get; } = code;
}
