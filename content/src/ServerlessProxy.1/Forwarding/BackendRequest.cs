using System.Buffers;
using System.Collections.Frozen;

namespace ServerlessProxy;

/// <summary>Makes the backend's request of the gateway's.</summary>
public static class BackendRequest
{
    /// <summary>RFC 9110, section 5.6.2.</summary>
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Of a host and its port, IPv6 included: none that would end a quoted string.</summary>
    private static readonly SearchValues<char> HostCharacters =
        SearchValues.Create(".:[]-_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>RFC 9110, section 9.2.2.</summary>
    private static readonly FrozenSet<string> Idempotent =
        new[] { "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The message to send. Its owner disposes it.</summary>
    /// <param name="request">The gateway's.</param>
    /// <param name="rules">Where to.</param>
    /// <param name="trace">Lambda's own <c>X-Amzn-Trace-Id</c>, <c>Root=…;Parent=…;Sampled=…</c>, which goes before the event's: what the backend
    /// records belongs below the segment that Lambda records, in the same trace. The event's has no parent, and behind an HTTP API, which X-Ray
    /// does not trace, not even the same root (https://docs.aws.amazon.com/xray/latest/devguide/xray-services-apigateway.html,
    /// https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader). Null or empty where Lambda has none: then the
    /// event's passes.</param>
    /// <exception cref="ProxyException">The request cannot be forwarded.</exception>
    public static HttpRequestMessage Create(GatewayRequest request, ForwardingRules rules, string? trace)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(rules);

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

    /// <exception cref="ProxyException">The target cannot be sent.</exception>
    private static Uri Target(GatewayRequest request, BackendUrl backend)
    {
        var (path, query) = (RequestTarget.Path(request.Path), RequestTarget.Query(request.Query));
        try
        {
            return backend.Target(path, query);
        }
        catch (UriFormatException exception)
        {
            // .NET 8 represents at most 65,519 characters.
            throw new ProxyException(ErrorKind.BadRequest, "the request's target is too long", exception);
        }
    }

    /// <summary>RFC 7239, section 4: names with a colon are quoted, IPv6 addresses in brackets too.</summary>
    private static string? Forwarded(string? sourceIp, string? host) => sourceIp is null
        ? null
        : $"for={(sourceIp.Contains(':', StringComparison.Ordinal) ? $"\"[{sourceIp}]\"" : sourceIp)}"
            + (host is { Length: > 0 } && !host.AsSpan().ContainsAnyExcept(HostCharacters) ? $";host=\"{host}\"" : "")
            + ";proto=https";

    /// <summary>.NET sends a request without content again when the connection ends before an answer, even if the backend has read
    /// it whole; with content, and be it empty, it does not. So what may happen once only always has content.</summary>
    private static ByteArrayContent? Content(GatewayRequest request) =>
        request.Body is { } body ? new ByteArrayContent(body)
        : Idempotent.Contains(request.Method) ? null
        : new ByteArrayContent([]);

    private static HttpMethod Method(string method)
    {
        if (method.Length == 0 || method.AsSpan().ContainsAnyExcept(TokenCharacters))
        {
            throw new ProxyException(ErrorKind.BadRequest, "the method is not a token");
        }

        // A tunnel is not an HTTP message that could be forwarded; .NET would open one.
        return method.Equals("CONNECT", StringComparison.OrdinalIgnoreCase)
            ? throw new ProxyException(ErrorKind.MethodNotAllowed)
            : new HttpMethod(method);
    }

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

        // Without a body, what describes it has no meaning.
        if (!hasBody && name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        // .NET keeps some fields with the body, three of which describe none: Allow, Expires and Last-Modified.
        if (!message.Headers.TryAddWithoutValidation(name, value))
        {
            message.Content ??= new ByteArrayContent([]);
            message.Content.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
