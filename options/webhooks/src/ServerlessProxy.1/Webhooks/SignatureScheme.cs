using System.Text;

namespace ServerlessProxy;

/// <summary>How a provider signs its webhooks.</summary>
/// <param name="Header">The header with the signature.</param>
public sealed record SignatureScheme(string Header)
{
    /// <summary>Separates several signatures in the header. A provider sends two while its secret is
    /// replaced.</summary>
    public char? Separator { get; init; }

    /// <summary>The text before a signature. Parts with another prefix are of another version, and ignored.</summary>
    public string Prefix { get; init; } = "";

    public SignatureFormat Format { get; init; }

    /// <summary>The signed text before the body, with <c>{id}</c> and <c>{timestamp}</c>.</summary>
    public string Preamble { get; init; } = "";

    /// <summary>The header with the time of signing, in seconds since 1970.</summary>
    public string? TimestampHeader { get; init; }

    /// <summary>The text before the time of signing if it is in <see cref="Header"/>.</summary>
    public string? TimestampPrefix { get; init; }

    /// <summary>The header with the message's id.</summary>
    public string? IdHeader { get; init; }

    /// <summary>The optional text before a base64 secret; null if secrets are not base64.</summary>
    public string? Base64SecretPrefix { get; init; }

    /// <summary>The header that names a delivery, so that a queue accepts it once; null if the body does.</summary>
    public string? DeliveryHeader { get; init; }

    /// <summary>The headers without which <see cref="DeliveryHeader"/> does not name exactly one delivery.</summary>
    public IReadOnlyList<string> DeliveryScope { get; init; } = [];

    public bool HasTimestamp => TimestampHeader is not null || TimestampPrefix is not null;

    /// <summary>Returns the key of a secret.</summary>
    /// <exception cref="FormatException">The secret is not base64, although the scheme requires it.</exception>
    public byte[] Key(string secret) => Base64SecretPrefix is not { } prefix
        ? Encoding.UTF8.GetBytes(secret)
        : Convert.FromBase64String(
            secret.StartsWith(prefix, StringComparison.Ordinal) ? secret[prefix.Length..] : secret);
}

/// <summary>What a provider sends to prove that it knows the secret.</summary>
public enum SignatureFormat
{
    Hex, // an HMAC with SHA-256, in hexadecimal digits
    Base64, // an HMAC with SHA-256, in base64
    Secret, // the secret itself
}
