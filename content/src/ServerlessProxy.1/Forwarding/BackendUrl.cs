using System.Net;
using System.Net.Sockets;

namespace ServerlessProxy;

/// <summary>The backend's URL in the pieces that a request's target is made of. Scheme, host and port of every
/// request come from here and from nothing else.</summary>
/// <param name="Origin">Scheme, host and port, without a slash: <c>http://10.0.12.5:8080</c>.</param>
/// <param name="Path">The base path, as it was written.</param>
/// <param name="Query">The query without its question mark; empty for none.</param>
public sealed record BackendUrl(string Origin, string Path, string Query)
{
    /// <summary>Reads a URL.</summary>
    /// <exception cref="FormatException">It is not an absolute http or https URL, or holds credentials or a fragment.</exception>
    public static BackendUrl Parse(string url)
    {
        if (
            !Uri.TryCreate(url, UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
        {
            throw new FormatException("must be an absolute http or https URL");
        }

        if (uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
        {
            throw new FormatException("must hold neither credentials nor a fragment");
        }

        return new BackendUrl(
            uri.GetLeftPart(UriPartial.Authority),
            uri.AbsolutePath,
            uri.Query.Length > 0 ? uri.Query[1..] : "");
    }

    /// <summary>Checks whether the host is <c>localhost</c>, or the literal address of this machine or of its link:
    /// loopback, unspecified, or link-local. On Lambda, that is the function itself. A name that resolves to such an
    /// address is not checked, because VPC Lattice uses link-local addresses.</summary>
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

    /// <summary>The target of one request below this URL.</summary>
    /// <param name="path">Percent-encoded: empty, or with a leading slash.</param>
    /// <param name="query">Percent-encoded, without a question mark; empty for none.</param>
    public Uri Target(string path, string query)
    {
        var queries = Query.Length > 0 && query.Length > 0 ? $"{Query}&{query}" : Query + query;
        var target =
            Origin + (path.Length > 0 ? Path.TrimEnd('/') + path : Path) + (queries.Length > 0 ? $"?{queries}" : "");

        // As it stands: canonicalization would decode %2e%2e, compress dot segments, and so leave the base path.
        return new Uri(target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
    }
}
