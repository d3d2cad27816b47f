using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ServerlessProxy.LocalGateway;

/// <summary>Represents a request that matches one of the two routes: <c>/forward</c> or
/// <c>/forward/{proxy+}</c>.</summary>
/// <param name="Resource">The route's path with its placeholder.</param>
/// <param name="RawPath">The request's path, as the caller wrote it.</param>
/// <param name="RawQuery">The request's query without its question mark, as the caller wrote it.</param>
/// <param name="Proxy">The value of <c>{proxy+}</c>; null on the other route.</param>
public sealed record GatewayRoute(string Resource, string RawPath, string RawQuery, string? Proxy)
{
    /// <summary>Returns the route that matches a request; null if no route matches.</summary>
    /// <param name="request">The request.</param>
    /// <param name="prefix">The path that both routes begin with, with a leading slash.</param>
    public static GatewayRoute? Match(HttpRequest request, string prefix)
    {
        var target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?', 2);
        var (path, query) = (target[0], target.Length > 1 ? target[1] : "");
        if (!path.StartsWith(prefix, StringComparison.Ordinal))
        {
            return null;
        }

        return path[prefix.Length..] switch
        {
            "" or "/" => new GatewayRoute(prefix, path, query, null),
            ['/', .. var proxy] => new GatewayRoute($"{prefix}/{{proxy+}}", path, query, proxy),
            _ => null,
        };
    }
}
