using System.Text;

namespace ServerlessProxy;

/// <summary>How a provider signs its webhooks.</summary>
/// <param name="Header">The header field with the signature.</param>
public sealed record SignatureScheme(string Header)
{
    /// <summary>Splits the field into its parts, where it can hold several signatures: a provider that rotates its secret sends two.</summary>
    public char? Separator { get; init; }

    /// <summary>What stands before a signature. Parts that begin otherwise are of another version, and not looked at.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>What the signature is.</summary>
    public SignatureFormat Format { get; init; }

    /// <summary>What is signed before the body; <c>{id}</c> and <c>{timestamp}</c> stand for the values below.</summary>
    public string Preamble { get; init; } = "";

    /// <summary>The header field with the time of signing, in seconds since 1970.</summary>
    public string? TimestampHeader { get; init; }

    /// <summary>What stands before the time of signing, where it is a part of <see cref="Header"/>.</summary>
    public string? TimestampPrefix { get; init; }

    /// <summary>The header field with the message's id.</summary>
    public string? IdHeader { get; init; }

    /// <summary>Set where the key is base64: what may stand before it.</summary>
    public string? Base64SecretPrefix { get; init; }

    /// <summary>The header that names a delivery, so that a queue accepts it once; null if the body does.</summary>
    public string? DeliveryHeader { get; init; }

    /// <summary>The headers without which <see cref="DeliveryHeader"/> does not name exactly one delivery.</summary>
    public IReadOnlyList<string> DeliveryScope { get; init; } = [];

    /// <summary>Whether a signature ends with its time.</summary>
    public bool HasTimestamp => TimestampHeader is not null || TimestampPrefix is not null;

    /// <summary>The key that a secret is written for.</summary>
    /// <exception cref="FormatException">The scheme's secrets are base64, and this one is not.</exception>
    public byte[] Key(string secret)
    {
        ArgumentNullException.ThrowIfNull(secret);

        return Base64SecretPrefix is not { } prefix
            ? Encoding.UTF8.GetBytes(secret)
            : Convert.FromBase64String(
                secret.StartsWith(prefix, StringComparison.Ordinal) ? secret[prefix.Length..] : secret);
    }
}

/// <summary>What a provider sends to prove that it knows the secret.</summary>
public enum SignatureFormat
{
    /// <summary>An HMAC with SHA-256, in hexadecimal digits.</summary>
    Hex,

    /// <summary>An HMAC with SHA-256, in base64.</summary>
    Base64,

    /// <summary>The secret itself.</summary>
    Secret,
}
