using System.Net;

namespace Postrider.Sip.Calling;

/// <summary>How a trunk is reached and signed in to. No record: its text must not show the password.</summary>
public sealed class SipTrunk
{
    /// <summary>A name or a literal address.</summary>
    public required string Host { get; init; }

    /// <summary>0: 5060, or 5061 over TLS.</summary>
    public int Port { get; init; }

    public SipTransport Transport { get; init; }

    /// <summary>Null: nobody signs in; a trunk that asks for it refuses.</summary>
    public string? Username { get; init; }

    public string? Password { get; init; }

    /// <summary>The domain of calls and registrations. Null: <see cref="Host"/>.</summary>
    public string? Domain { get; init; }

    /// <summary>The user that calls come from where they name none. Null: <see cref="Username"/>, else "anonymous".</summary>
    public string? FromUser { get; init; }

    /// <summary>The SHA-256 of the one certificate that is right, in hex. Null: it must be valid for <see cref="Host"/>.</summary>
    public string? CertificateSha256 { get; init; }

    /// <summary>What speaks against an address, or null: asked before anything is sent there.</summary>
    public Func<IPAddress, string?>? Objection { get; init; }

    /// <summary>How long resolving, connecting and the TLS handshake may take together.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    internal int RealPort => Port != 0 ? Port : Transport == SipTransport.Tls ? 5061 : 5060;

    internal string RealDomain => Domain ?? Host;

    public override string ToString() => $"{Host}:{RealPort}";
}
