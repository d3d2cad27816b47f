using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace ServerlessProxy.LocalGateway;

/// <summary>An HTTP API with its <c>$default</c> stage: payload format 2.0,
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html.</summary>
public sealed class HttpApiGateway : IApiGatewayType
{
    /// <inheritdoc/>
    public GatewayAnswer NoRoute => new(StatusCodes.Status404NotFound, "Not Found");

    /// <inheritdoc/>
    public GatewayAnswer TooLarge => new(StatusCodes.Status413PayloadTooLarge, "Request Entity Too Large");

    /// <inheritdoc/>
    public GatewayAnswer FunctionFailed => new(StatusCodes.Status500InternalServerError, "Internal Server Error");

    /// <inheritdoc/>
    public void WriteEvent(
        Utf8JsonWriter json,
        HttpRequest request,
        GatewayRoute route,
        ReadOnlySpan<byte> body,
        string requestId)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(route);

        var routeKey = $"{request.Method} {route.Resource}";
        json.WriteStartObject();
        json.WriteString("version", "2.0");
        json.WriteString("routeKey", routeKey);
        json.WriteString("rawPath", route.RawPath);
        json.WriteString("rawQueryString", route.RawQuery);
        WriteHeaders(json, request);
        WriteQuery(json, route);
        WriteContext(json, request, route, routeKey, requestId);
        if (route.Proxy is { } proxy)
        {
            json.WriteStartObject("pathParameters");
            json.WriteString("proxy", Uri.UnescapeDataString(proxy));
            json.WriteEndObject();
        }

        if (!body.IsEmpty)
        {
            WriteBody(json, request, body);
        }
        else
        {
            json.WriteBoolean("isBase64Encoded", false);
        }

        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, string>> ReadHeaders(JsonElement result)
    {
        var headers = result.TryGetProperty("headers", out var fields) && fields.ValueKind == JsonValueKind.Object
            ? fields.EnumerateObject().Select(field => KeyValuePair.Create(field.Name, field.Value.GetString()!))
            : [];
        var cookies = result.TryGetProperty("cookies", out var values) && values.ValueKind == JsonValueKind.Array
            ? values.EnumerateArray().Select(value => KeyValuePair.Create("Set-Cookie", value.GetString()!))
            : [];
        return headers.Concat(cookies);
    }

    private static void WriteHeaders(Utf8JsonWriter json, HttpRequest request)
    {
        var cookies = request
            .Headers.Cookie.SelectMany(value =>
                value!.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .ToList();
        if (cookies.Count > 0)
        {
            json.WriteStartArray("cookies");
            cookies.ForEach(json.WriteStringValue);
            json.WriteEndArray();
        }

        json.WriteStartObject("headers");
        foreach (
            var (name, values) in request.Headers.Where(field =>
                !field.Key.Equals("Cookie", StringComparison.OrdinalIgnoreCase)))
        {
            if (!name.Equals("X-Forwarded-For", StringComparison.OrdinalIgnoreCase))
            {
                json.WriteString(LowerCase(name), string.Join(",", values.ToArray()));
            }
        }

        // Here, and only here, API Gateway says who called: behind whatever the caller claims.
        json.WriteString(
            "x-forwarded-for",
            string.Join(", ", [.. request.Headers["X-Forwarded-For"], $"{IPAddress.Loopback}"]));
        json.WriteString("x-forwarded-port", "443");
        json.WriteString("x-forwarded-proto", "https");
        if (!request.Headers.ContainsKey("X-Amzn-Trace-Id"))
        {
            json.WriteString("x-amzn-trace-id", TraceHeader.New());
        }

        json.WriteEndObject();
    }

    private static void WriteQuery(Utf8JsonWriter json, GatewayRoute route)
    {
        if (route.RawQuery.Length == 0)
        {
            return;
        }

        json.WriteStartObject("queryStringParameters");
        foreach (var (name, values) in QueryHelpers.ParseQuery(route.RawQuery))
        {
            json.WriteString(name, string.Join(",", values.ToArray()));
        }

        json.WriteEndObject();
    }

    private static void WriteContext(
        Utf8JsonWriter json,
        HttpRequest request,
        GatewayRoute route,
        string routeKey,
        string requestId)
    {
        var now = DateTimeOffset.UtcNow;
        json.WriteStartObject("requestContext");
        json.WriteString("accountId", "123456789012");
        json.WriteString("apiId", "local");
        json.WriteString("domainName", request.Host.Value);
        json.WriteString("domainPrefix", "local");
        json.WriteStartObject("http");
        json.WriteString("method", request.Method);
        json.WriteString("path", route.RawPath);
        json.WriteString("protocol", request.Protocol);
        json.WriteString("sourceIp", $"{IPAddress.Loopback}");
        json.WriteString("userAgent", request.Headers.UserAgent.ToString());
        json.WriteEndObject();
        json.WriteString("requestId", requestId);
        json.WriteString("routeKey", routeKey);
        json.WriteString("stage", "$default");
        json.WriteString("time", $"{now:dd/MMM/yyyy:HH:mm:ss} +0000");
        json.WriteNumber("timeEpoch", now.ToUnixTimeMilliseconds());
        json.WriteEndObject();
    }

    /// <summary>Text, JSON, XML and JavaScript stand in the event as they are; all else, forms and what has no type included, as base64.</summary>
    private static void WriteBody(Utf8JsonWriter json, HttpRequest request, ReadOnlySpan<byte> body)
    {
        var mediaType = MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            ? LowerCase(type.MediaType!)
            : "";
        var isText =
            mediaType.StartsWith("text/", StringComparison.Ordinal)
            || mediaType is "application/json" or "application/xml" or "application/javascript"
            || mediaType.EndsWith("+json", StringComparison.Ordinal)
            || mediaType.EndsWith("+xml", StringComparison.Ordinal);
        if (isText)
        {
            json.WriteString("body", Encoding.UTF8.GetString(body));
        }
        else
        {
            json.WriteBase64String("body", body);
        }

        json.WriteBoolean("isBase64Encoded", !isText);
    }

#pragma warning disable CA1308 // The event's names and media types are lower case.
    private static string LowerCase(string text) => text.ToLowerInvariant();
#pragma warning restore CA1308
}
