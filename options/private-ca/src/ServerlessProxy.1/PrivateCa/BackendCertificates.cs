using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ServerlessProxy;

/// <summary>The settings of the connection's certificates, in PEM. <c>…_FILE</c> names a file in the deployment package; the setting without that ending holds
/// the text itself, which CloudFormation takes from a secret. A key comes from a secret alone, and no error quotes it.</summary>
public sealed class BackendCertificates(Func<string, string?> setting)
{
    private const string Authorities = "BACKEND_CA";
    private const string Certificate = "BACKEND_CLIENT_CERTIFICATE";
    private const string Key = "BACKEND_CLIENT_KEY";

    /// <summary>Reads and checks the settings.</summary>
    /// <param name="setting">Returns an environment variable by name, null if it is not set.</param>
    /// <exception cref="ConfigurationException">A setting is wrong. The message names it and quotes no key.</exception>
    public static SslClientAuthenticationOptions Read(Func<string, string?> setting)
    {
        var certificates = new BackendCertificates(setting);
        return new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = ChainPolicy(certificates.ReadAuthorities()),
            ClientCertificateContext = certificates.ReadClientCertificate(),
        };
    }

    /// <summary>Certificates are always verified; only the trust anchor changes. Lambda in a VPC reaches no revocation
    /// list.</summary>
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

    /// <summary>Returns the authorities that the backend's certificate is verified against; null for the system's.</summary>
    /// <exception cref="ConfigurationException">They cannot be read.</exception>
    private X509Certificate2Collection? ReadAuthorities() => ReadCertificates(Authorities)?.Certificates;

    /// <summary>What the proxy shows to a backend that asks who connects: its certificate, with the key and the intermediate certificates; null for nothing.</summary>
    /// <exception cref="ConfigurationException">Certificate and key are not both there, do not belong together, or are not valid now.</exception>
    private SslStreamCertificateContext? ReadClientCertificate()
    {
        if (Value($"{Key}_FILE") is not null)
        {
            throw new ConfigurationException(
                $"{Key}_FILE",
                $"a key in the deployment package would be one in the repository; right is {Key}, from a secret");
        }

        var (certificate, key) = (ReadCertificates(Certificate), Value(Key));
        if (certificate is null || key is null)
        {
            return (certificate, key) switch
            {
                (null, null) => null,
                (null, _) => throw new ConfigurationException(Certificate, $"is not set, and {Key} is"),
                _ => throw new ConfigurationException(Key, $"is not set, and {certificate.Value.Name} is"),
            };
        }

        var (name, pem, chain) = certificate.Value;
        var leaf = Join(name, pem, key);
        CheckDates(name, leaf, DateTime.UtcNow);

        // The first is the proxy's own, the others lead to an authority that the backend trusts. They go along, and nothing is looked up
        // for them: there is no way out of the VPC.
        chain.RemoveAt(0);
        return SslStreamCertificateContext.Create(leaf, chain, offline: true);
    }

    private static X509Certificate2 Join(string name, string pem, string key)
    {
        if (key.Contains("ENCRYPTED", StringComparison.Ordinal))
        {
            throw new ConfigurationException(Key, "is encrypted; right is a key without a password");
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
                $"is no private key in PEM (RSA or elliptic curve), or not that of the first certificate in {name}");
        }
    }

    private static void CheckDates(string name, X509Certificate2 certificate, DateTime now)
    {
        var (start, end) = (certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
        if (now < start || now > end)
        {
            throw new ConfigurationException(
                name,
                string.Create(CultureInfo.InvariantCulture, $"is valid from {start:u} to {end:u} only"));
        }
    }

    private (string Name, string Pem, X509Certificate2Collection Certificates)? ReadCertificates(string name)
    {
        var (file, text) = (Value($"{name}_FILE"), Value(name));
        if (file is not null && text is not null)
        {
            throw new ConfigurationException(name, $"is set, and so is {name}_FILE; right is one of them");
        }

        if (file is null && text is null)
        {
            return null;
        }

        var (setting, what) = file is null ? (name, "it") : ($"{name}_FILE", file);
        try
        {
            var pem = text ?? File.ReadAllText(Path.Combine(AppContext.BaseDirectory, file!));
            if (file is not null && pem.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
            {
                throw new ConfigurationException(
                    setting,
                    $"{file} holds a private key, which would be one in the repository; right is {Key}, from a secret");
            }

            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPem(pem);
            return certificates.Count > 0
                ? (setting, pem, certificates)
                : throw new ConfigurationException(setting, $"{what} holds no certificate");
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ConfigurationException(
                setting,
                $"{(file is null ? "it" : $"{file} in the deployment package")} cannot be read as PEM: {exception.Message}"
            );
        }
    }

    private string? Value(string name) => setting(name) is { Length: > 0 } value ? value : null;
}
