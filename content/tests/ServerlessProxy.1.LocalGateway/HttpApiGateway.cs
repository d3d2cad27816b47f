using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace ServerlessProxy.LocalGateway;

/// <summary>Represents an HTTP API with its <c>$default</c> stage: payload format 2.0,
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html.</summary>
public sealed class HttpApiGateway : IApiGatewayType
{
    /// <summary>An HTTP API omits a property that has no value.</summary>
    private static readonly JsonSerializerOptions WithoutNull = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <inheritdoc/>
    public GatewayAnswer NoRoute => new(StatusCodes.Status404NotFound, "Not Found");

    /// <inheritdoc/>
    public GatewayAnswer TooLarge => new(StatusCodes.Status413PayloadTooLarge, "Request Entity Too Large");

    /// <inheritdoc/>
    public GatewayAnswer FunctionFailed => new(StatusCodes.Status500InternalServerError, "Internal Server Error");

    /// <inheritdoc/>
    public byte[] WriteEvent(HttpRequest request, GatewayRoute route, byte[] body, string requestId)
    {
        var routeKey = $"{request.Method} {route.Resource}";
        var isText = IsText(request.ContentType);
        var cookies = request
            .Headers.Cookie.SelectMany(value =>
                value!.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .ToList();
        var query = QueryHelpers
            .ParseQuery(route.RawQuery)
            .ToDictionary(field => field.Key, field => string.Join(",", field.Value.ToArray()));
        var @event = new
        {
            version = "2.0",
            routeKey,
            rawPath = route.RawPath,
            rawQueryString = route.RawQuery,
            cookies = cookies.Count > 0 ? cookies : null,
            headers = Headers(request),
            queryStringParameters = query.Count > 0 ? query : null,
            requestContext = new
            {
                accountId = "123456789012",
                apiId = "local",
                domainName = request.Host.Value,
                http = new
                {
                    method = request.Method,
                    path = route.RawPath,
                    protocol = request.Protocol,
                    sourceIp = $"{IPAddress.Loopback}",
                    userAgent = request.Headers.UserAgent.ToString(),
                },
                requestId,
                routeKey,
                stage = "$default",
                timeEpoch = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
            },
            pathParameters = route.Proxy is { } proxy ? new { proxy = Uri.UnescapeDataString(proxy) } : null,
            body = body.Length == 0 ? null : isText ? Encoding.UTF8.GetString(body) : Convert.ToBase64String(body),
            isBase64Encoded = body.Length > 0 && !isText,
        };
        return JsonSerializer.SerializeToUtf8Bytes(@event, WithoutNull);
    }

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, string>> ReadHeaders(JsonElement result)
    {
        var headers = result.GetProperty("headers").EnumerateObject();
        var cookies = result.GetProperty("cookies").EnumerateArray();
        return headers
            .Select(field => KeyValuePair.Create(field.Name, field.Value.GetString()!))
            .Concat(cookies.Select(cookie => KeyValuePair.Create("Set-Cookie", cookie.GetString()!)));
    }

    private static Dictionary<string, string> Headers(HttpRequest request)
    {
        var headers = request
            .Headers.Where(field => !field.Key.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
            .ToDictionary(field => LowerCase(field.Key), field => string.Join(",", field.Value.ToArray()));

        // API Gateway appends the caller's address to what the caller claims.
        var claimed = request.Headers["X-Forwarded-For"];
        headers["x-forwarded-for"] = string.Join(", ", [.. claimed, $"{IPAddress.Loopback}"]);
        headers["x-forwarded-port"] = "443";
        headers["x-forwarded-proto"] = "https";
        return headers;
    }

    /// <summary>Checks whether the event contains a body as text: text, JSON, XML and JavaScript. All other bodies are
    /// base64, including forms and bodies without a type.</summary>
    private static bool IsText(string? contentType)
    {
        var mediaType = MediaTypeHeaderValue.TryParse(contentType, out var type) ? LowerCase(type.MediaType!) : "";
        return mediaType.StartsWith("text/", StringComparison.Ordinal)
            || mediaType is "application/json" or "application/xml" or "application/javascript"
            || mediaType.EndsWith("+json", StringComparison.Ordinal)
            || mediaType.EndsWith("+xml", StringComparison.Ordinal);
    }

#pragma warning disable CA1308 // The event contains lower-case names, and media types are compared in lower case.
    private static string LowerCase(string text) => text.ToLowerInvariant();
#pragma warning restore CA1308
}
