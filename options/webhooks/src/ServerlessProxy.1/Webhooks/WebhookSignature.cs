using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ServerlessProxy;

/// <summary>Verifies that the sender of a webhook knows the secret.</summary>
/// <param name="scheme">How the provider signs.</param>
/// <param name="keys">The accepted keys: the current one, and the one that replaces it.</param>
/// <param name="clock">The current time.</param>
public sealed class WebhookSignature(SignatureScheme scheme, IReadOnlyList<byte[]> keys, TimeProvider clock)
    : ICallerCheck
{
    /// <summary>The maximum difference between the time of signing and now, so that an intercepted request cannot be
    /// sent again later.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>The size of the smallest key, in bytes. A shorter one can be guessed.</summary>
    private const int MinKeyBytes = 16;

    /// <summary>Reads and checks the settings.</summary>
    /// <param name="setting">Returns the value of an environment variable; null if it is not set.</param>
    /// <param name="clock">The current time.</param>
    /// <returns>The check that <c>AUTH</c> names, with the secrets <c>WEBHOOK_SECRET</c> and, if it is set,
    /// <c>WEBHOOK_SECRET_2</c>; null if <c>AUTH</c> does not name a provider.</returns>
    /// <exception cref="ConfigurationException">A secret is missing or too weak.</exception>
    public static WebhookSignature? Read(Func<string, string?> setting, TimeProvider clock)
    {
        if (!SignatureSchemes.ByName.TryGetValue(setting("AUTH") ?? "", out var scheme))
        {
            return null;
        }

        string[] names = setting("WEBHOOK_SECRET_2") is null
            ? ["WEBHOOK_SECRET"]
            : ["WEBHOOK_SECRET", "WEBHOOK_SECRET_2"];
        var keys = names.Select(name => ReadKey(name, setting(name) ?? "", scheme)).ToList();
        return new WebhookSignature(scheme, keys, clock);
    }

    public void Check(GatewayRequest request)
    {
        if (FindProblem(request) is { } problem)
        {
            throw new ProxyException(ErrorKind.Unauthorized, problem);
        }
    }

    /// <summary>Returns the problem with a request's signature, for the log; null if the signature is valid.</summary>
    public string? FindProblem(GatewayRequest request)
    {
        if (Single(request, scheme.Header) is not { Length: > 0 } header)
        {
            return $"not one {scheme.Header}";
        }

        var parts = scheme.Separator is { } separator ? header.Split(separator) : [header];
        if (parts.Any(part => part.Length == 0 || part != part.Trim()))
        {
            // Not from the provider: for example, two headers that were joined with a comma and a space.
            return $"malformed {scheme.Header}";
        }

        var timestamp = scheme.TimestampHeader is { } name
            ? Single(request, name)
            : Single(After(parts, scheme.TimestampPrefix));
        if (scheme.HasTimestamp && !IsRecent(timestamp))
        {
            return "no time of signing, or not within five minutes";
        }

        // With a period in the id, another split into id and time would have the same signature.
        var id = scheme.IdHeader is null ? null : Single(request, scheme.IdHeader);
        if (scheme.IdHeader is not null && (string.IsNullOrEmpty(id) || id.Contains('.', StringComparison.Ordinal)))
        {
            return $"not one {scheme.IdHeader}";
        }

        var signatures = After(parts, scheme.Prefix).Select(Decode).ToList();
        if (signatures.Count == 0 || signatures.Contains(null))
        {
            return $"malformed {scheme.Header}";
        }

        var preamble = Encoding.UTF8.GetBytes(scheme.Preamble
            .Replace("{timestamp}", timestamp, StringComparison.Ordinal)
            .Replace("{id}", id, StringComparison.Ordinal));

        // Compares all of them, each in constant time, so that the duration reveals nothing.
        var matches = 0;
        foreach (var key in keys)
        {
            var expected = Expected(key, preamble, request.Body ?? []);
            matches += signatures.Count(signature => CryptographicOperations.FixedTimeEquals(signature, expected));
        }

        return matches > 0 ? null : "the signature is of another secret or body";
    }

    private static byte[] ReadKey(string name, string secret, SignatureScheme scheme)
    {
        if (secret.StartsWith("{{resolve:", StringComparison.Ordinal))
        {
            throw new ConfigurationException(
                name,
                "is a reference that CloudFormation did not resolve. Deploy the stack again.");
        }

        try
        {
            // Checks the key instead of the text, because base64 ignores white space.
            var key = scheme.Key(secret);
            return key.Length >= MinKeyBytes && !string.IsNullOrWhiteSpace(Encoding.UTF8.GetString(key))
                ? key
                : throw new ConfigurationException(
                    name,
                    $"is too short or blank. Use a secret of at least {MinKeyBytes} bytes.");
        }
        catch (FormatException)
        {
            throw new ConfigurationException(name, "is not base64. Copy the secret from the provider again.");
        }
    }

    private static string? Single(GatewayRequest request, string header) =>
        Single(request.Headers
            .Where(field => field.Name.Equals(header, StringComparison.OrdinalIgnoreCase))
            .Select(field => field.Value));

    /// <summary>Returns the only value; null if there are several, because the backend could use one that was not
    /// checked.</summary>
    private static string? Single(IEnumerable<string> values) => values.Take(2).ToList() is [var value] ? value : null;

    private static IEnumerable<string> After(IEnumerable<string> parts, string? prefix) => prefix is null
        ? []
        : parts.Where(part => part.StartsWith(prefix, StringComparison.Ordinal)).Select(part => part[prefix.Length..]);

    private bool IsRecent(string? timestamp) =>
        long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && Math.Abs(clock.GetUtcNow().ToUnixTimeSeconds() - seconds) <= Window.TotalSeconds;

    /// <summary>Returns the bytes of a signature; null if it is malformed.</summary>
    private byte[]? Decode(string signature)
    {
        try
        {
            var bytes = scheme.Format switch
            {
                SignatureFormat.Hex => Convert.FromHexString(signature),
                SignatureFormat.Base64 => Convert.FromBase64String(signature),

                // Hashes have the same length, so that the comparison does not reveal the secret's.
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
