using System.Net;
using System.Net.Sockets;

namespace ServerlessProxy;

/// <summary>The backend's URL. It alone determines scheme, host and port of every request.</summary>
/// <param name="Origin">Scheme, host and port, such as <c>http://10.0.12.5:8080</c>.</param>
/// <param name="Path">The base path, unchanged.</param>
/// <param name="Query">The query without its question mark; empty if there is none.</param>
public sealed record BackendUrl(string Origin, string Path, string Query)
{
    /// <summary>Parses a URL.</summary>
    /// <exception cref="FormatException">It is not an absolute http or https URL, or it contains credentials or a
    /// fragment. The message does not quote the URL, because it can contain a password.</exception>
    public static BackendUrl Parse(string url)
    {
        if (
            !Uri.TryCreate(url, UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
        {
            throw new FormatException("is not an absolute http or https URL. Use, for example, http://10.0.12.5:8080.");
        }

        if (uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
        {
            throw new FormatException("contains credentials or a fragment. Remove them.");
        }

        var query = uri.Query.Length > 0 ? uri.Query[1..] : "";
        return new BackendUrl(uri.GetLeftPart(UriPartial.Authority), uri.AbsolutePath, query);
    }

    /// <summary>Checks whether the host is <c>localhost</c> or a loopback, unspecified or link-local address. On
    /// Lambda, that is the function itself. Names are not resolved, because VPC Lattice uses link-local
    /// addresses.</summary>
    public bool IsLocal()
    {
        var host = new Uri(Origin).DnsSafeHost.TrimEnd('.');
        if (!IPAddress.TryParse(host, out var address))
        {
            return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
                || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
        }

        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return IPAddress.IsLoopback(address)
            || address.IsIPv6LinkLocal
            || address.Equals(IPAddress.IPv6Any)
            || (
                address.AddressFamily == AddressFamily.InterNetwork
                && address.GetAddressBytes() is [0, ..] or [169, 254, ..]);
    }

    /// <summary>Returns the URL of a request.</summary>
    /// <param name="path">The percent-encoded path: empty, or with a leading slash.</param>
    /// <param name="query">The percent-encoded query without a question mark; empty if there is none.</param>
    public Uri Target(string path, string query)
    {
        var queries = Query.Length > 0 && query.Length > 0 ? $"{Query}&{query}" : Query + query;
        var target =
            Origin + (path.Length > 0 ? Path.TrimEnd('/') + path : Path) + (queries.Length > 0 ? $"?{queries}" : "");

        // Canonicalization would decode %2e%2e and remove dot segments, and so leave the base path.
        return new Uri(target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
    }
}
