using System.Net;

namespace Postrider.Mail.Wire;

/// <summary>Where a mail server is and how it is reached.</summary>
public sealed record MailHost
{
    public required string Host { get; init; }

    public required int Port { get; init; }

    public WireSecurity Security { get; init; } = WireSecurity.Tls;

    /// <summary>The SHA-256 of the one certificate that is taken, whoever signed it; null: certificates are checked as usual.</summary>
    public string? CertificateSha256 { get; init; }

    /// <summary>What speaks against an address that the host's name stands for; null: nothing. Without it every address is fine.</summary>
    public Func<IPAddress, string?>? Objection { get; init; }

    /// <summary>How long connecting, and each answer, may take.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    public override string ToString() => $"{Host}:{Port}";
}

public enum WireSecurity
{
    None,
    StartTls,
    Tls,
}
