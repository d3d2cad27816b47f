namespace ServerlessProxy;

/// <summary>The headers in which proxies and gateways describe a caller. Many services trust them, so the forwarder
/// removes those that a caller sends (F09).</summary>
public static class IdentityHeaders
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "CF-Connecting-IP", // Cloudflare
        "Forwarded", // RFC 7239
        "Remote-User", // SSO proxies, for CGI's REMOTE_USER
        "True-Client-IP", // Akamai and Cloudflare
        "X-ARR-ClientCert", // Azure App Service and IIS
        "X-Client-IP",
        "X-Cluster-Client-IP",
        "X-Original-Host", // Azure Application Gateway
        "X-Original-URL", // IIS and Symfony use this and X-Rewrite-URL as the path
        "X-Real-IP", // nginx
        "X-Rewrite-URL",
    };

    private static readonly string[] Prefixes =
    [
        "Cf-Access-", // Cloudflare Access
        "Client-Cert", // RFC 9440, with Client-Cert-Chain
        "SSL-Client-", // nginx and Apache: the caller's certificate
        "Tailscale-User-", // Tailscale Serve
        "X-Amzn-Mtls-", // an Application Load Balancer: the caller's certificate
        "X-Amzn-Oidc-", // an Application Load Balancer: the authenticated user
        "X-Auth-Request-", // oauth2-proxy
        "X-Authenticated-",
        "X-Client-Cert",
        "X-Forwarded-", // the address, and -User, -Groups, -Email, -Client-Cert of many proxies
        "X-Goog-Authenticated-User-", // Google's Identity-Aware Proxy
        "X-MS-CLIENT-PRINCIPAL", // Azure App Service, with -NAME and -ID
        "X-Remote-",
        "X-SSL-",
        "X-WebAuth-", // Grafana's auth proxy
    ];

    /// <summary>Checks whether a header is in the tables. Letter case does not matter, and <c>_</c> counts as <c>-</c>,
    /// because CGI, WSGI and Rack treat them as equal.</summary>
    public static bool Contains(string name)
    {
        var hyphenated = name.Replace('_', '-');
        return Names.Contains(hyphenated)
            || Array.Exists(Prefixes, prefix => hyphenated.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
    }
}
