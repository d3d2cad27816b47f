using System.Buffers;

namespace ServerlessProxy;

/// <summary>Converts a caller's request to the request that is sent to the backend.</summary>
public static class BackendRequest
{
    /// <summary>RFC 9110, section 5.6.2.</summary>
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>The characters of a host and its port. None of them ends a quoted string.</summary>
    private static readonly SearchValues<char> HostCharacters =
        SearchValues.Create(".:[]-_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Creates the request.</summary>
    /// <param name="request">The caller's request.</param>
    /// <param name="rules">Where it is sent to, and which parts of it.</param>
    /// <param name="trace">Lambda's <c>X-Amzn-Trace-Id</c>, which replaces the event's: only Lambda's names its segment
    /// as the parent, and X-Ray does not trace HTTP APIs at all. If it is null or empty, the event's is forwarded. See
    /// https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader and
    /// https://docs.aws.amazon.com/xray/latest/devguide/xray-services-apigateway.html.</param>
    /// <exception cref="ProxyException">The request cannot be forwarded.</exception>
    public static HttpRequestMessage Create(GatewayRequest request, ForwardingRules rules, string? trace)
    {
        var forwarded = ForwardedRequest.Of(request, rules);
        var message = new HttpRequestMessage(Method(request.Method), Target(forwarded, rules.Backend))
        {
            Content = Content(request),
        };

        var host = default(string);
        foreach (var (name, value) in forwarded.Headers)
        {
            if (name.Equals("Host", StringComparison.OrdinalIgnoreCase))
            {
                host = value;
            }
            else if (!name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
            {
                Add(message, name, value, hasBody: request.Body is not null);
            }
        }

        Add(message, "Forwarded", Forwarded(request.SourceIp, host));
        Add(message, "X-Forwarded-For", request.SourceIp);
        Add(message, "X-Forwarded-Host", host);
        Add(message, "X-Forwarded-Proto", "https");
        Add(message, "X-Forwarded-Port", "443");
        if (!string.IsNullOrEmpty(trace))
        {
            message.Headers.Remove("X-Amzn-Trace-Id");
            Add(message, "X-Amzn-Trace-Id", trace);
        }

        Add(message, "Via", $"1.1 {rules.ServiceName}");
        if (!message.Headers.NonValidated.Contains("X-Request-Id"))
        {
            Add(message, "X-Request-Id", request.RequestId);
        }

        return message;
    }

    private static HttpMethod Method(string method)
    {
        if (method.Length == 0 || method.AsSpan().ContainsAnyExcept(TokenCharacters))
        {
            throw new ProxyException(ErrorKind.BadRequest, "the method is not a token");
        }

        // CONNECT would open a tunnel.
        return method.Equals("CONNECT", StringComparison.OrdinalIgnoreCase)
            ? throw new ProxyException(ErrorKind.MethodNotAllowed)
            : new HttpMethod(method);
    }

    private static Uri Target(GatewayRequest request, BackendUrl backend)
    {
        var (path, query) = (RequestTarget.Path(request.Path), RequestTarget.Query(request.Query));
        try
        {
            return backend.Target(path, query);
        }
        catch (UriFormatException exception)
        {
            // .NET 8 supports at most 65,519 characters.
            throw new ProxyException(ErrorKind.BadRequest, "the request's target is too long", exception);
        }
    }

    /// <summary>Returns the body, or an empty one for a method that is not idempotent (RFC 9110, section 9.2.2). If the
    /// connection ends before the response, .NET repeats a request only if it has no content.</summary>
    private static ByteArrayContent? Content(GatewayRequest request) =>
        request.Body is { } body ? new ByteArrayContent(body)
        : request.Method is "GET" or "HEAD" or "OPTIONS" or "TRACE" or "PUT" or "DELETE" ? null
        : new ByteArrayContent([]);

    /// <summary>RFC 7239, section 4: quotes names with a colon, and adds brackets to IPv6 addresses.</summary>
    private static string? Forwarded(string? sourceIp, string? host) => sourceIp is null
        ? null
        : $"for={(sourceIp.Contains(':', StringComparison.Ordinal) ? $"\"[{sourceIp}]\"" : sourceIp)}"
            + (host is { Length: > 0 } && !host.AsSpan().ContainsAnyExcept(HostCharacters) ? $";host=\"{host}\"" : "")
            + ";proto=https";

    private static void Add(HttpRequestMessage message, string name, string? value, bool hasBody = false)
    {
        if (value is null || name.Length == 0 || name.AsSpan().ContainsAnyExcept(TokenCharacters))
        {
            return;
        }

        if (value.AsSpan().ContainsAny('\r', '\n', '\0'))
        {
            throw new ProxyException(ErrorKind.BadRequest, "a line break or NUL in a header's value");
        }

        // The headers of a body have no meaning without one.
        if (!hasBody && name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        // .NET requires content for some headers, including Allow, Expires and Last-Modified, which do not describe it.
        if (!message.Headers.TryAddWithoutValidation(name, value))
        {
            message.Content ??= new ByteArrayContent([]);
            message.Content.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
