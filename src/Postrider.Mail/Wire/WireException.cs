namespace Postrider.Mail.Wire;

/// <summary>The far side could not be reached, broke off, or does not speak the protocol. The message says which, in words for a person.</summary>
public sealed class WireException(WireFault fault, string message, Exception? inner = null) : IOException(message, inner)
{
    public WireFault Fault { get; } = fault;
}

public enum WireFault
{
    /// <summary>No such host, nobody listens, no answer.</summary>
    Unreachable,

    /// <summary>The host's name stands for an address that must not be reached.</summary>
    Barred,

    /// <summary>The certificate is not trusted, or not the pinned one.</summary>
    Certificate,

    /// <summary>TLS was asked for and cannot be had.</summary>
    Tls,

    /// <summary>An answer did not come in time.</summary>
    TimedOut,

    /// <summary>The far side closed.</summary>
    Closed,

    /// <summary>What came is not the protocol.</summary>
    Protocol,
}
