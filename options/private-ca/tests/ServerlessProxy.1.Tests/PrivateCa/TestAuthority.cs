using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ServerlessProxy.Tests;

/// <summary>Represents a certificate authority for tests.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly ECDsa key;

    private TestAuthority(ECDsa key, X509Certificate2 certificate) => (this.key, Certificate) = (key, certificate);

    /// <summary>The certificate of the authority.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The certificate in PEM.</summary>
    public string Pem => Certificate.ExportCertificatePem();

    /// <summary>Creates an authority that no system trusts.</summary>
    public static TestAuthority Create()
    {
        var (key, request) = NewRequest();
        return new TestAuthority(
            key,
            request.CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-1), DateTimeOffset.UtcNow.AddYears(1)));
    }

    /// <summary>Creates an intermediate authority that this one signs.</summary>
    public TestAuthority CreateBelow()
    {
        var (other, request) = NewRequest();
        return new TestAuthority(other, Sign(request, DateTimeOffset.UtcNow.AddMonths(6)));
    }

    /// <summary>Issues a server certificate with its key.</summary>
    /// <param name="address">The address of the server.</param>
    /// <param name="daysLeft">The days until the certificate expires; negative if it has expired.</param>
    public X509Certificate2 IssueFor(IPAddress address, int daysLeft = 30)
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test backend", own, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = Sign(request, DateTimeOffset.UtcNow.AddDays(daysLeft));
        return certificate.CopyWithPrivateKey(own);
    }

    /// <summary>Issues a client certificate with its key, both in PEM.</summary>
    /// <param name="own">The RSA key; by default, a key of an elliptic curve.</param>
    /// <param name="daysLeft">The days until the certificate expires; negative if it has expired.</param>
    public (string Certificate, string Key) IssueForClient(RSA? own = null, int daysLeft = 30)
    {
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = own is null
            ? new CertificateRequest("CN=Test proxy", curve, HashAlgorithmName.SHA256)
            : new CertificateRequest("CN=Test proxy", own, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = Sign(request, DateTimeOffset.UtcNow.AddDays(daysLeft));
        return (
            certificate.ExportCertificatePem(),
            own?.ExportPkcs8PrivateKeyPem() ?? curve.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose()
    {
        Certificate.Dispose();
        key.Dispose();
    }

    private static (ECDsa Key, CertificateRequest Request) NewRequest()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=Test authority {Guid.NewGuid()}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        return (key, request);
    }

    private X509Certificate2 Sign(CertificateRequest request, DateTimeOffset end) =>
        request.Create(
            Certificate.SubjectName,
            X509SignatureGenerator.CreateForECDsa(key),
            DateTimeOffset.UtcNow.AddDays(-60),
            end,
            RandomNumberGenerator.GetBytes(8));
}
