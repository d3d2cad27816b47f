namespace ServerlessProxy;

/// <summary>The headers of a single connection, which are not forwarded in either direction (F07; RFC 9110, section
/// 7.6.1).</summary>
public static class HopByHopHeaders
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection",
        "Keep-Alive",
        "Proxy-Connection", // not standardized, but curl and older browsers send it
        "Proxy-Authenticate",
        "Proxy-Authentication-Info",
        "Proxy-Authorization",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
        "HTTP2-Settings", // belongs to `Upgrade: h2c` (RFC 7540, section 3.2.1)
        "Expect", // API Gateway has already answered `100-continue` and has the whole body
    };

    /// <summary>Checks whether a header is in the table. Letter case does not matter.</summary>
    public static bool Contains(string name) => Names.Contains(name);

    /// <summary>Returns the headers that are not in the table and not named by the message's own <c>Connection</c>
    /// header.</summary>
    public static List<Header> EndToEnd(IReadOnlyList<Header> headers)
    {
        var named = headers
            .Where(header => header.Name.Equals("Connection", StringComparison.OrdinalIgnoreCase))
            .SelectMany(header => header.Value.Split(',', StringSplitOptions.TrimEntries))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return headers.Where(header => !Names.Contains(header.Name) && !named.Contains(header.Name)).ToList();
    }
}
