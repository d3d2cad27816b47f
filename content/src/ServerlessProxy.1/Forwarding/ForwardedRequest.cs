namespace ServerlessProxy;

/// <summary>Removes from a caller's request what must not reach the backend.</summary>
public static class ForwardedRequest
{
    /// <summary>The headers that the forwarder sets itself.</summary>
    private static readonly string[] SetHere =
    [
        "Content-Length",
        "Forwarded",
        "Host",
        "Via",
        "X-Amzn-Trace-Id",
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "X-Forwarded-Port",
        "X-Forwarded-Prefix",
        "X-Forwarded-Proto",
    ];

    /// <summary>Returns the request without hop-by-hop headers (F07), without claims about the caller's identity (F09)
    /// and without the credentials for API Gateway (F10). Applying it twice changes nothing more.</summary>
    /// <param name="request">The caller's request.</param>
    /// <param name="rules">Which credentials API Gateway requires, and which headers are trusted.</param>
    public static GatewayRequest Of(GatewayRequest request, ForwardingRules rules)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(rules);

        return request with
        {
            Headers = HopByHopHeaders
                .EndToEnd(request.Headers)
                .Where(header => IsForwarded(header.Key, rules))
                .ToList(),
            Query = Query(request.Query, rules.GatewayCredentials),
        };
    }

    /// <summary>Checks whether <c>TRUSTED_HEADERS</c> may contain a name: it is not one that the forwarder sets itself, that
    /// describes a connection, or that carries a credential for API Gateway. <c>_</c> counts as <c>-</c>.</summary>
    public static bool MayBeTrusted(string name)
    {
        ArgumentNullException.ThrowIfNull(name);

        var hyphenated = name.Replace('_', '-');
        return !SetHere.Contains(hyphenated, StringComparer.OrdinalIgnoreCase)
            && !HopByHopHeaders.Contains(hyphenated)
            && !GatewayCredentials.ByAuth.Values.Any(credentials => credentials.Headers.Contains(hyphenated));
    }

    private static bool IsForwarded(string name, ForwardingRules rules) =>
        !rules.GatewayCredentials.Headers.Contains(name)
        && (!IdentityHeaders.Contains(name) || rules.TrustedHeaders.Contains(name));

    private static string Query(string query, GatewayCredentials credentials)
    {
        if (credentials.QueryParameters.Count == 0 || query.Length == 0)
        {
            return query;
        }

        // A name can be percent-encoded, and API Gateway decodes it before it looks for a signature.
        var parameters = query.Split('&');
        var kept = parameters.Where(parameter =>
            !credentials.QueryParameters.Contains(Uri.UnescapeDataString(parameter.Split('=')[0])));
        return string.Join('&', kept);
    }
}
