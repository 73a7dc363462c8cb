namespace Postrider.Testing.Sip;

public sealed record SippOptions
{
    /// <summary>UDP or TCP; this SIPp speaks no TLS.</summary>
    public SipWire Wire { get; init; } = SipWire.Udp;

    /// <summary>How many calls it takes or places before it ends.</summary>
    public int Calls { get; init; } = 1;

    /// <summary>Whether it sends back what it hears; otherwise it plays what its scenario says.</summary>
    public bool Echo { get; init; }

    /// <summary>Whom it calls; null: it waits to be called.</summary>
    public SippTarget? Target { get; init; }

    /// <summary>Clips that its scenario plays, by file name.</summary>
    public IReadOnlyDictionary<string, byte[]> Clips { get; init; } = new Dictionary<string, byte[]>();

    public IReadOnlyList<string> MoreArguments { get; init; } = [];
}

/// <param name="User">The user part of the address that is called.</param>
public sealed record SippTarget(string User, int Port);
