using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ServerlessProxy;

/// <summary>Verifies that whoever sent a webhook knows a secret.</summary>
/// <param name="scheme">How the provider signs.</param>
/// <param name="keys">Each is good for a signature: the one in use, and the one that replaces it.</param>
/// <param name="clock">The time now.</param>
public sealed class WebhookSignature(SignatureScheme scheme, IReadOnlyList<byte[]> keys, TimeProvider clock)
{
    /// <summary>How far the time of signing may lie from now, either way: what is caught on its way cannot be sent again later.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>Looks for what is wrong with a request's signature.</summary>
    /// <returns>What is wrong, for the log; null if the signature is right.</returns>
    public string? FindProblem(GatewayRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);

        if (Single(request, scheme.Header) is not { Length: > 0 } header)
        {
            return $"not one {scheme.Header}";
        }

        var parts = scheme.Separator is { } separator ? header.Split(separator) : [header];
        if (parts.Any(part => part.Length == 0 || part != part.Trim()))
        {
            // Two fields that something on the way joined with a comma and a space, or nobody's making.
            return $"malformed {scheme.Header}";
        }

        var timestamp = scheme.TimestampHeader is { } name ? Single(request, name) : Single(Behind(parts, scheme.TimestampPrefix));
        if (scheme.HasTimestamp && !IsRecent(timestamp))
        {
            return "no time of signing, or not within five minutes";
        }

        // With a full stop in the id, id and time could be cut elsewhere and still be what was signed.
        var id = scheme.IdHeader is null ? null : Single(request, scheme.IdHeader);
        if (scheme.IdHeader is not null && (string.IsNullOrEmpty(id) || id.Contains('.', StringComparison.Ordinal)))
        {
            return $"not one {scheme.IdHeader}";
        }

        var signatures = Behind(parts, scheme.Prefix).Select(Decode).ToList();
        if (signatures.Count == 0 || signatures.Contains(null))
        {
            return $"malformed {scheme.Header}";
        }

        var preamble = Encoding.UTF8.GetBytes(scheme.Preamble
            .Replace("{timestamp}", timestamp, StringComparison.Ordinal)
            .Replace("{id}", id, StringComparison.Ordinal));

        // All are compared, whichever is right, and each in constant time: how long it takes tells nothing.
        var matches = 0;
        foreach (var key in keys)
        {
            var expected = Expected(key, preamble, request.Body ?? []);
            matches += signatures.Count(signature => CryptographicOperations.FixedTimeEquals(signature, expected));
        }

        return matches > 0 ? null : "the signature is of another secret or body";
    }

    private static string? Single(GatewayRequest request, string header) =>
        Single(request.Headers.Where(field => field.Key.Equals(header, StringComparison.OrdinalIgnoreCase)).Select(field => field.Value));

    /// <summary>The value, if there is one and no other: of two, the backend could believe the one that was not looked at.</summary>
    private static string? Single(IEnumerable<string> values) => values.Take(2).ToList() is [var value] ? value : null;

    private static IEnumerable<string> Behind(IEnumerable<string> parts, string? prefix) => prefix is null
        ? []
        : parts.Where(part => part.StartsWith(prefix, StringComparison.Ordinal)).Select(part => part[prefix.Length..]);

    private bool IsRecent(string? timestamp) =>
        long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && Math.Abs(clock.GetUtcNow().ToUnixTimeSeconds() - seconds) <= Window.TotalSeconds;

    /// <summary>A signature's bytes; null if it is malformed.</summary>
    private byte[]? Decode(string signature)
    {
        try
        {
            var bytes = scheme.Format switch
            {
                SignatureFormat.Hex => Convert.FromHexString(signature),
                SignatureFormat.Base64 => Convert.FromBase64String(signature),

                // Hashed, what is compared has one length, and does not tell the secret's.
                _ => SHA256.HashData(Encoding.UTF8.GetBytes(signature)),
            };
            return bytes.Length == SHA256.HashSizeInBytes ? bytes : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private byte[] Expected(byte[] key, byte[] preamble, byte[] body)
    {
        if (scheme.Format == SignatureFormat.Secret)
        {
            return SHA256.HashData(key);
        }

        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(preamble);
        hmac.AppendData(body);
        return hmac.GetHashAndReset();
    }
}
