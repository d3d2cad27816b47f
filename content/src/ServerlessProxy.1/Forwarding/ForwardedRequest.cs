namespace ServerlessProxy;

/// <summary>Where requests are forwarded to, and what reaches the backend.</summary>
public sealed record ForwardingRules
{
    /// <summary><c>BACKEND_URL</c>.</summary>
    public required BackendUrl Backend { get; init; }

    /// <summary><c>AUTH</c>: the credentials that callers send to API Gateway only.</summary>
    public GatewayCredentials GatewayCredentials { get; init; } = GatewayCredentials.None;

    /// <summary><c>TRUSTED_HEADERS</c>, separated by commas: <see cref="IdentityHeaders"/> that are forwarded although
    /// callers can forge them. Letter case does not matter; <c>_</c> does not count as <c>-</c>.</summary>
    public IReadOnlySet<string> TrustedHeaders { get; init; } = new HashSet<string>();

    /// <summary>The name of this proxy in <c>Via</c> (RFC 9110, section 7.6.3): the function's name.</summary>
    public string ServiceName { get; init; } = "serverless-proxy";
}

/// <summary>Removes the parts of a caller's request that must not reach the backend.</summary>
public static class ForwardedRequest
{
    /// <summary>The headers that the forwarder sets itself.</summary>
    private static readonly string[] SetHere =
    [
        "Content-Length", "Forwarded", "Host", "Via", "X-Amzn-Trace-Id", "X-Forwarded-For", "X-Forwarded-Host",
        "X-Forwarded-Port", "X-Forwarded-Prefix", "X-Forwarded-Proto",
    ];

    /// <summary>Returns the request without hop-by-hop headers (F07), claims about the caller's identity (F09) and
    /// credentials for API Gateway (F10). Applying it again changes nothing.</summary>
    public static GatewayRequest Of(GatewayRequest request, ForwardingRules rules) => request with
    {
        Headers = HopByHopHeaders.EndToEnd(request.Headers).FindAll(header => IsForwarded(header.Name, rules)),
        Query = Query(request.Query, rules.GatewayCredentials),
    };

    /// <summary>Checks whether <c>TRUSTED_HEADERS</c> can contain a header. It rejects headers that the forwarder sets,
    /// hop-by-hop headers and API Gateway's credentials. <c>_</c> counts as <c>-</c>.</summary>
    public static bool AllowsTrust(string name)
    {
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

        // API Gateway accepts names that are percent-encoded.
        var kept = query.Split('&').Where(parameter =>
            !credentials.QueryParameters.Contains(Uri.UnescapeDataString(parameter.Split('=')[0])));
        return string.Join('&', kept);
    }
}
