using System.Collections.Frozen;

namespace ServerlessProxy;

/// <summary>Header fields that speak of one connection and are never forwarded, either way (RFC 9110, section 7.6.1).</summary>
public static class HopByHopHeaders
{
    private static readonly FrozenSet<string> Names = new[]
    {
        "Connection",
        "Keep-Alive",
        "Proxy-Connection", // never standardized, but curl and older browsers send it
        "Proxy-Authenticate",
        "Proxy-Authentication-Info",
        "Proxy-Authorization",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
        "HTTP2-Settings", // goes with `Upgrade: h2c` (RFC 7540, section 3.2.1)
        "Expect", // API Gateway has answered `100-continue` already, and holds the whole body
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The header fields of one message that go on, in order: none of the names above, nor any that
    /// the message's own <c>Connection</c> field names.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Without(IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        var named = headers
            .Where(header => header.Key.Equals("Connection", StringComparison.OrdinalIgnoreCase))
            .SelectMany(header => header.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);

        return headers.Where(header => !Names.Contains(header.Key) && !named.Contains(header.Key));
    }
}
