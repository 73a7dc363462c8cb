using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Postrider.Testing.Mail;

/// <summary>A self-signed certificate for localhost and 127.0.0.1, which nobody trusts unless it is pinned.</summary>
public sealed class Certificates : IDisposable
{
    private Certificates(X509Certificate2 certificate) => Certificate = certificate;

    /// <summary>With its key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>In lower case, without colons.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Certificate.RawData));

    public string CertificatePem => Certificate.ExportCertificatePem() + "\n";

    public string KeyPem
    {
        get
        {
            using var key = Certificate.GetRSAPrivateKey()!;
            return key.ExportPkcs8PrivateKeyPem() + "\n";
        }
    }

    public static Certificates Make()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        return new Certificates(request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30)));
    }

    public void Dispose() => Certificate.Dispose();
}
