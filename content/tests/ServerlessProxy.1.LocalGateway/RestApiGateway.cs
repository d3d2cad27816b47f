using System.Collections.Frozen;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace ServerlessProxy.LocalGateway;

/// <summary>A REST API at a stage's own address, with <c>*/*</c> as binary media type: payload format 1.0,
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html.</summary>
public sealed class RestApiGateway : IApiGatewayType
{
    private const string Stage = "dev";

    /// <summary>What gets another name on its way to the caller: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html.</summary>
    private static readonly FrozenSet<string> Remapped =
        new[] { "Authorization", "Connection", "Content-MD5", "Date", "Max-Forwards", "Server", "User-Agent", "WWW-Authenticate" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public GatewayAnswer NoRoute => new(StatusCodes.Status403Forbidden, "Missing Authentication Token");

    /// <inheritdoc/>
    public GatewayAnswer TooLarge => new(StatusCodes.Status413PayloadTooLarge, "Request Too Long");

    /// <inheritdoc/>
    public GatewayAnswer FunctionFailed => new(StatusCodes.Status502BadGateway, "Internal server error");

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

        json.WriteStartObject();
        json.WriteString("resource", route.Resource);
        json.WriteString("path", Uri.UnescapeDataString(route.RawPath));
        json.WriteString("httpMethod", request.Method);
        WriteMaps(json, "headers", "multiValueHeaders", Headers(request));
        WriteMaps(
            json,
            "queryStringParameters",
            "multiValueQueryStringParameters",
            QueryHelpers.ParseQuery(route.RawQuery));
        if (route.Proxy is { } proxy)
        {
            json.WriteStartObject("pathParameters");
            json.WriteString("proxy", Uri.UnescapeDataString(proxy));
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("pathParameters");
        }

        json.WriteNull("stageVariables");
        WriteContext(json, request, route, requestId);

        // The binary media type takes everything, text included.
        if (body.IsEmpty)
        {
            json.WriteNull("body");
        }
        else
        {
            json.WriteBase64String("body", body);
        }

        json.WriteBoolean("isBase64Encoded", !body.IsEmpty);
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, string>> ReadHeaders(JsonElement result)
    {
        var multiValue =
            result.TryGetProperty("multiValueHeaders", out var all) && all.ValueKind == JsonValueKind.Object
                ? all.EnumerateObject()
                    .SelectMany(
                        field => field.Value.EnumerateArray(),
                        (field, value) => KeyValuePair.Create(field.Name, value.GetString()!))
                    .ToList()
                : [];
        var single =
            result.TryGetProperty("headers", out var one) && one.ValueKind == JsonValueKind.Object
                ? one.EnumerateObject()
                    .Select(field => KeyValuePair.Create(field.Name, field.Value.GetString()!))
                    .Except(multiValue)
                : [];
        var headers = multiValue
            .Concat(single)
            .Select(header =>
                Remapped.Contains(header.Key) ? new("x-amzn-Remapped-" + header.Key, header.Value) : header)
            .ToList();

        // A REST API never answers without one.
        return headers.Exists(header => header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
            ? headers
            : headers.Append(new("Content-Type", "application/json"));
    }

    private static Dictionary<string, StringValues> Headers(HttpRequest request)
    {
        var headers = request.Headers.ToDictionary(
            field => field.Key,
            field => field.Value,
            StringComparer.OrdinalIgnoreCase);

        // Here, and only here, API Gateway says who called: behind whatever the caller claims.
        var claimed = headers.GetValueOrDefault("X-Forwarded-For");
        headers["X-Forwarded-For"] = string.Join(", ", [.. claimed, $"{IPAddress.Loopback}"]);
        headers["X-Forwarded-Port"] = "443";
        headers["X-Forwarded-Proto"] = "https";
        headers.TryAdd("X-Amzn-Trace-Id", TraceHeader.New());
        return headers;
    }

    /// <summary>The two maps of header fields or query parameters: last values, and all values; null when there are none.</summary>
    private static void WriteMaps(Utf8JsonWriter json, string last, string all, Dictionary<string, StringValues> fields)
    {
        if (fields.Count == 0)
        {
            json.WriteNull(last);
            json.WriteNull(all);
            return;
        }

        json.WriteStartObject(last);
        foreach (var (name, values) in fields)
        {
            json.WriteString(name, values[^1]);
        }

        json.WriteEndObject();
        json.WriteStartObject(all);
        foreach (var (name, values) in fields)
        {
            json.WriteStartArray(name);
            foreach (var value in values)
            {
                json.WriteStringValue(value);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteContext(Utf8JsonWriter json, HttpRequest request, GatewayRoute route, string requestId)
    {
        var now = DateTimeOffset.UtcNow;
        json.WriteStartObject("requestContext");
        json.WriteString("accountId", "123456789012");
        json.WriteString("apiId", "local");
        json.WriteString("domainName", request.Host.Value);
        json.WriteString("domainPrefix", "local");
        json.WriteString("extendedRequestId", requestId[..16]);
        json.WriteString("httpMethod", request.Method);
        json.WriteStartObject("identity");
        json.WriteString("sourceIp", $"{IPAddress.Loopback}");
        json.WriteString("userAgent", request.Headers.UserAgent);
        json.WriteNull("apiKey");
        json.WriteNull("userArn");
        json.WriteEndObject();

        // The path as the caller wrote it, and the stage that the address would have.
        json.WriteString("path", $"/{Stage}{route.RawPath}");
        json.WriteString("protocol", request.Protocol);
        json.WriteString("requestId", requestId);
        json.WriteString("requestTime", $"{now:dd/MMM/yyyy:HH:mm:ss} +0000");
        json.WriteNumber("requestTimeEpoch", now.ToUnixTimeMilliseconds());
        json.WriteString("resourceId", "local");
        json.WriteString("resourcePath", route.Resource);
        json.WriteString("stage", Stage);
        json.WriteEndObject();
    }
}
