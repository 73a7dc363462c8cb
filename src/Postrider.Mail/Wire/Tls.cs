using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Postrider.Mail.Wire;

/// <summary>TLS with the certificate checked: by its chain and name, or, where one is pinned, by its hash alone.</summary>
internal static class Tls
{
    public static async ValueTask<Stream> WrapAsync(Stream stream, MailHost host, CancellationToken cancellationToken)
    {
        string? objection = null;
        var secure = new SslStream(stream, leaveInnerStreamOpen: false);
        try
        {
            await secure.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = host.Host,
                    EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                    RemoteCertificateValidationCallback = (_, certificate, _, errors) => (objection = Objection(host, certificate, errors)) is null,
                },
                cancellationToken);
            return secure;
        }
        catch (AuthenticationException exception) when (objection is not null)
        {
            await secure.DisposeAsync();
            throw new WireException(WireFault.Certificate, objection, exception);
        }
        catch
        {
            await secure.DisposeAsync();
            throw;
        }
    }

    private static string? Objection(MailHost host, X509Certificate? certificate, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            return $"{host} showed no certificate.";
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(certificate.GetRawCertData()));
        if (host.CertificateSha256 is { } pinned)
        {
            return Bare(pinned) == hash ? null : $"{host} showed another certificate than the pinned one; its SHA-256 is {hash}.";
        }

        return errors switch
        {
            SslPolicyErrors.None => null,
            _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) => $"The certificate of {host} is for another name. If it is yours, pin it by its SHA-256, {hash}.",
            _ => $"The certificate of {host} is not signed by anyone this machine trusts. If it is yours, pin it by its SHA-256, {hash}.",
        };
    }

    private static string Bare(string hash) => hash.Replace(":", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
}
