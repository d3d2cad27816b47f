using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ServerlessProxy;

/// <summary>Reads the certificates of the connection, in PEM. <c>…_FILE</c> names a file in the deployment package.
/// Without that ending, a setting contains the text itself, which CloudFormation takes from a secret. A key must come
/// from a secret, and no error quotes it.</summary>
public sealed class BackendCertificates(Func<string, string?> setting)
{
    private const string Authorities = "BACKEND_CA";
    private const string Certificate = "BACKEND_CLIENT_CERTIFICATE";
    private const string Key = "BACKEND_CLIENT_KEY";

    /// <summary>Reads and checks the settings.</summary>
    /// <param name="setting">Returns the value of an environment variable; null if it is not set.</param>
    /// <exception cref="ConfigurationException">A setting is wrong.</exception>
    public static SslClientAuthenticationOptions Read(Func<string, string?> setting)
    {
        var certificates = new BackendCertificates(setting);
        return new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = ChainPolicy(certificates.ReadCertificates(Authorities)?.Certificates),
            ClientCertificateContext = certificates.ReadClientCertificate(),
        };
    }

    /// <summary>Returns the policy that trusts only these authorities; null for the system's. It does not check
    /// revocation lists, which a function in a VPC cannot reach.</summary>
    private static X509ChainPolicy? ChainPolicy(X509Certificate2Collection? authorities)
    {
        if (authorities is null)
        {
            return null;
        }

        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    /// <summary>Returns the client certificate with its key and its intermediate certificates; null if there is
    /// none.</summary>
    private SslStreamCertificateContext? ReadClientCertificate()
    {
        if (Value($"{Key}_FILE") is not null)
        {
            throw new ConfigurationException(
                $"{Key}_FILE",
                $"a key must not be in the deployment package. Use {Key} with a secret.");
        }

        var (certificate, key) = (ReadCertificates(Certificate), Value(Key));
        if (certificate is null || key is null)
        {
            return (certificate, key) switch
            {
                (null, null) => null,
                (null, _) => throw new ConfigurationException(Certificate, $"is not set, but {Key} is. Set both."),
                _ => throw new ConfigurationException(Key, $"is not set, but {certificate.Value.Name} is. Set both."),
            };
        }

        var (name, pem, chain) = certificate.Value;
        var leaf = Join(name, pem, key);
        CheckDates(name, leaf, DateTime.UtcNow);

        // The first certificate is the proxy's own. The others lead to an authority that the backend trusts. Offline,
        // because the function cannot download missing ones from within the VPC.
        chain.RemoveAt(0);
        return SslStreamCertificateContext.Create(leaf, chain, offline: true);
    }

    private static X509Certificate2 Join(string name, string pem, string key)
    {
        if (key.Contains("ENCRYPTED", StringComparison.Ordinal))
        {
            throw new ConfigurationException(Key, "is encrypted. Use a key without a password.");
        }

        try
        {
            return X509Certificate2.CreateFromPem(pem, key);
        }
        catch (Exception exception)
            when (exception is CryptographicException or ArgumentException or NotSupportedException)
        {
            throw new ConfigurationException(
                Key,
                $"is not the private key of the first certificate in {name}. Use its RSA or EC key in PEM.");
        }
    }

    private static void CheckDates(string name, X509Certificate2 certificate, DateTime now)
    {
        var (start, end) = (certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
        if (now < start || now > end)
        {
            throw new ConfigurationException(
                name,
                string.Create(CultureInfo.InvariantCulture, $"is valid from {start:u} to {end:u} only. Replace it."));
        }
    }

    private (string Name, string Pem, X509Certificate2Collection Certificates)? ReadCertificates(string name)
    {
        var (file, text) = (Value($"{name}_FILE"), Value(name));
        if (file is not null && text is not null)
        {
            throw new ConfigurationException(name, $"is set, and so is {name}_FILE. Remove one of them.");
        }

        if (file is null && text is null)
        {
            return null;
        }

        var setting = file is null ? name : $"{name}_FILE";
        var quoted = file is null ? "" : $"\"{file}\" ";
        try
        {
            var pem = text ?? File.ReadAllText(Path.Combine(AppContext.BaseDirectory, file!));
            if (file is not null && pem.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
            {
                throw new ConfigurationException(
                    setting, $"{quoted}contains a private key. Remove it, and use {Key} with a secret.");
            }

            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPem(pem);
            return certificates.Count > 0
                ? (setting, pem, certificates)
                : throw new ConfigurationException(
                    setting, $"{quoted}does not contain a certificate. Add one in PEM.");
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ConfigurationException(
                setting,
                $"{quoted}cannot be read ({exception.Message.TrimEnd('.')}). Use certificates in PEM.");
        }
    }

    private string? Value(string name) => setting(name) is { Length: > 0 } value ? value : null;
}
