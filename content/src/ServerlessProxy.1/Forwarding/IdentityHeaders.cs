using System.Collections.Frozen;

namespace ServerlessProxy;

/// <summary>The headers by which proxies and gateways vouch for a caller. Many services trust them, so the forwarder
/// discards whatever a caller sends under these names (F09).</summary>
public static class IdentityHeaders
{
    private static readonly FrozenSet<string> Names = new[]
    {
        "CF-Connecting-IP", // Cloudflare
        "Forwarded", // RFC 7239
        "Remote-User", // CGI's REMOTE_USER, as SSO proxies pass it on
        "True-Client-IP", // Akamai and Cloudflare
        "X-ARR-ClientCert", // Azure App Service and IIS
        "X-Client-IP",
        "X-Cluster-Client-IP",
        "X-Original-Host", // Azure Application Gateway
        "X-Original-URL", // IIS and Symfony take the path from these two
        "X-Real-IP", // nginx
        "X-Rewrite-URL",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

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

    /// <summary>Checks whether a name is in the table. Letter case does not matter, and <c>_</c> counts as <c>-</c>,
    /// because CGI, WSGI and Rack treat them as equal.</summary>
    public static bool Contains(string name)
    {
        ArgumentNullException.ThrowIfNull(name);

        var hyphenated = name.Replace('_', '-');
        return Names.Contains(hyphenated)
            || Array.Exists(Prefixes, prefix => hyphenated.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
    }
}
