using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Postrider.Sip.Calling;

namespace Postrider.Sip.Transport;

/// <summary>TLS with the certificate checked: by its chain and name, or, where one is pinned, by its hash alone.</summary>
internal static class Tls
{
    public static async Task<Stream> WrapAsync(Stream stream, SipTrunk trunk, CancellationToken cancellationToken)
    {
        string? objection = null;
        var secure = new SslStream(stream, leaveInnerStreamOpen: false);
        try
        {
            await secure.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = trunk.Host,
                    EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                    RemoteCertificateValidationCallback = (_, certificate, _, errors) => (objection = Objection(trunk, certificate, errors)) is null,
                },
                cancellationToken);
            return secure;
        }
        catch (AuthenticationException exception) when (objection is not null)
        {
            await secure.DisposeAsync();
            throw Dialling.Unreachable(objection, exception);
        }
        catch
        {
            await secure.DisposeAsync();
            throw;
        }
    }

    private static string? Objection(SipTrunk trunk, X509Certificate? certificate, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            return $"{trunk} showed no certificate.";
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(certificate.GetRawCertData()));
        if (trunk.CertificateSha256 is { } pinned)
        {
            return Bare(pinned) == hash ? null : $"{trunk} showed another certificate than the pinned one; its SHA-256 is {hash}.";
        }

        return errors switch
        {
            SslPolicyErrors.None => null,
            _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) => $"The certificate of {trunk} is for another name. If it is yours, pin it by its SHA-256, {hash}.",
            _ => $"The certificate of {trunk} is not signed by anyone this machine trusts. If it is yours, pin it by its SHA-256, {hash}.",
        };
    }

    private static string Bare(string hash) => hash.Replace(":", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
}
