using System.Security.Cryptography;

namespace ServerlessProxy.Tests;

/// <summary>Tests the settings for certificates.</summary>
public sealed class BackendCertificatesTests
{
    /// <summary>The first certificate belongs to the proxy. The others are sent with it.</summary>
    [Fact]
    public void ClientCertificate_IsRead_WithThoseThatLeadToItsAuthority()
    {
        using var root = TestAuthority.Create();
        using var authority = root.CreateBelow();
        var (certificate, key) = authority.IssueForClient();
        var settings = new Dictionary<string, string?>
        {
            ["BACKEND_CLIENT_CERTIFICATE"] = $"{certificate}\n{authority.Pem}",
            ["BACKEND_CLIENT_KEY"] = key,
        };
        var client = BackendCertificates.Read(settings.GetValueOrDefault).ClientCertificateContext;
        Assert.Equal("CN=Test proxy", client?.TargetCertificate.Subject);
        Assert.Equal(
            [authority.Certificate.Subject],
            client!.IntermediateCertificates.Select(intermediate => intermediate.Subject));
    }

    /// <summary>Settings with placeholders for texts of the test, and the message in the log.</summary>
    public static TheoryData<string, string> WrongCertificates =>
        new()
        {
            {
                "BACKEND_CLIENT_CERTIFICATE=certificate",
                "BACKEND_CLIENT_KEY: is not set, but BACKEND_CLIENT_CERTIFICATE is. Set both."
            },
            { "BACKEND_CLIENT_KEY=key", "BACKEND_CLIENT_CERTIFICATE: is not set, but BACKEND_CLIENT_KEY is. Set both." },
            {
                "BACKEND_CLIENT_CERTIFICATE=certificate BACKEND_CLIENT_KEY=other-key",
                "BACKEND_CLIENT_KEY: is not the private key of the first certificate in BACKEND_CLIENT_CERTIFICATE. Use its RSA or EC key in PEM."
            },
            {
                "BACKEND_CLIENT_CERTIFICATE=certificate BACKEND_CLIENT_KEY=certificate",
                "BACKEND_CLIENT_KEY: is not the private key of "
            },
            {
                "BACKEND_CLIENT_CERTIFICATE=certificate BACKEND_CLIENT_KEY=broken-key",
                "BACKEND_CLIENT_KEY: is not the private key of "
            },
            {
                "BACKEND_CLIENT_CERTIFICATE=certificate BACKEND_CLIENT_KEY=encrypted-key",
                "BACKEND_CLIENT_KEY: is encrypted. Use a key without a password."
            },
            {
                "BACKEND_CLIENT_CERTIFICATE=expired BACKEND_CLIENT_KEY=expired-key",
                "BACKEND_CLIENT_CERTIFICATE: is valid from "
            },
            {
                "BACKEND_CLIENT_CERTIFICATE=key BACKEND_CLIENT_KEY=key",
                "BACKEND_CLIENT_CERTIFICATE: does not contain a certificate. Add one in PEM."
            },
            {
                "BACKEND_CLIENT_CERTIFICATE=broken BACKEND_CLIENT_KEY=key",
                "BACKEND_CLIENT_CERTIFICATE: cannot be read ("
            },
            {
                "BACKEND_CLIENT_CERTIFICATE_FILE=file-with-key BACKEND_CLIENT_KEY=key",
                "BACKEND_CLIENT_CERTIFICATE_FILE: \"with-a-key.pem\" contains a private key. Remove it, and use BACKEND_CLIENT_KEY with a secret."
            },
            {
                "BACKEND_CLIENT_KEY_FILE=file-with-key",
                "BACKEND_CLIENT_KEY_FILE: a key must not be in the deployment package. Use BACKEND_CLIENT_KEY with a secret."
            },
            {
                "BACKEND_CA=certificate BACKEND_CA_FILE=file-with-key",
                "BACKEND_CA: is set, and so is BACKEND_CA_FILE. Remove one of them."
            },
            { "BACKEND_CA=key", "BACKEND_CA: does not contain a certificate. Add one in PEM." },
            {
                "BACKEND_CA_FILE=no-such-file.pem",
                "BACKEND_CA_FILE: \"no-such-file.pem\" cannot be read ("
            },
            { "BACKEND_CA_FILE=bootstrap.dll", "BACKEND_CA_FILE: \"bootstrap.dll\" does not contain a certificate. Add one in PEM." },
        };

    [Theory]
    [MemberData(nameof(WrongCertificates))]
    public async Task Certificate_ThatIsWrong_IsNamed_WithoutAKeyInIt(string settings, string detail)
    {
        ArgumentNullException.ThrowIfNull(settings);
        using var authority = TestAuthority.Create();
        var (certificate, key) = authority.IssueForClient();
        var (expired, expiredKey) = authority.IssueForClient(daysLeft: -1);
        using var curve = ECDsa.Create();
        curve.ImportFromPem(key);
        var texts = new Dictionary<string, string>
        {
            ["certificate"] = certificate,
            ["key"] = key,
            ["other-key"] = authority.IssueForClient().Key,
            ["broken-key"] = key.Replace("MIG", "MII", StringComparison.Ordinal),
            ["encrypted-key"] = curve.ExportEncryptedPkcs8PrivateKeyPem(
                "password",
                new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1)),
            ["expired"] = expired,
            ["expired-key"] = expiredKey,
            ["broken"] = certificate.Replace("MII", "MIA", StringComparison.Ordinal),
            ["file-with-key"] = "with-a-key.pem",
        };
        await File.WriteAllTextAsync(
            Path.Combine(AppContext.BaseDirectory, "with-a-key.pem"),
            $"{certificate}\n{key}\n");
        var pairs = settings.Split(' ').Select(pair => pair.Split('=')).ToList();
        var values = pairs.ToDictionary(pair => pair[0], string? (pair) => texts.GetValueOrDefault(pair[1], pair[1]));
        var line = Assert
            .Throws<ConfigurationException>(() => BackendCertificates.Read(values.GetValueOrDefault))
            .Message;

        Assert.Contains(detail, line, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE", line, StringComparison.Ordinal);
        Assert.All(
            values.Values.Select(text => text!.Split('\n')).Where(text => text.Length > 1),
            text => Assert.DoesNotContain(text[1][..20], line, StringComparison.Ordinal));
    }
}
