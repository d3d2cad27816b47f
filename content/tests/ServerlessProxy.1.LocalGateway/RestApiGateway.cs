using System.Collections.Frozen;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace ServerlessProxy.LocalGateway;

/// <summary>Represents a REST API at its stage's own address, with <c>*/*</c> as binary media type: payload format 1.0,
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html.</summary>
public sealed class RestApiGateway : IApiGatewayType
{
    private const string Stage = "dev";

    /// <summary>The response headers that a REST API renames:
    /// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html.</summary>
    private static readonly FrozenSet<string> Remapped = FrozenSet.ToFrozenSet(
        [
            "Authorization", "Connection", "Content-MD5", "Date", "Max-Forwards", "Server", "User-Agent",
            "WWW-Authenticate",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public GatewayAnswer NoRoute => new(StatusCodes.Status403Forbidden, "Missing Authentication Token");

    /// <inheritdoc/>
    public GatewayAnswer TooLarge => new(StatusCodes.Status413PayloadTooLarge, "Request Too Long");

    /// <inheritdoc/>
    public GatewayAnswer FunctionFailed => new(StatusCodes.Status502BadGateway, "Internal server error");

    /// <inheritdoc/>
    public byte[] WriteEvent(HttpRequest request, GatewayRoute route, byte[] body, string requestId)
    {
        var headers = Headers(request);
        var query = QueryHelpers.ParseQuery(route.RawQuery);
        return JsonSerializer.SerializeToUtf8Bytes(new
        {
            resource = route.Resource,
            path = Uri.UnescapeDataString(route.RawPath),
            httpMethod = request.Method,
            headers = LastValues(headers),
            multiValueHeaders = AllValues(headers),
            queryStringParameters = LastValues(query),
            multiValueQueryStringParameters = AllValues(query),
            pathParameters = route.Proxy is { } proxy ? new { proxy = Uri.UnescapeDataString(proxy) } : null,
            stageVariables = default(object),
            requestContext = new
            {
                accountId = "123456789012",
                apiId = "local",
                domainName = request.Host.Value,
                httpMethod = request.Method,
                identity = new
                {
                    sourceIp = $"{IPAddress.Loopback}",
                    userAgent = request.Headers.UserAgent.ToString(),
                },

                // The path as the caller wrote it, with the stage in front, as in the stage's own address.
                path = $"/{Stage}{route.RawPath}",
                protocol = request.Protocol,
                requestId,
                requestTimeEpoch = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
                resourcePath = route.Resource,
                stage = Stage,
            },

            // The binary media type covers every body, text included.
            body = body.Length > 0 ? Convert.ToBase64String(body) : null,
            isBase64Encoded = body.Length > 0,
        });
    }

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, string>> ReadHeaders(JsonElement result)
    {
        var headers = result.GetProperty("multiValueHeaders")
            .EnumerateObject()
            .SelectMany(
                field => field.Value.EnumerateArray(),
                (field, value) => KeyValuePair.Create(
                    Remapped.Contains(field.Name) ? "x-amzn-Remapped-" + field.Name : field.Name,
                    value.GetString()!))
            .ToList();

        // A REST API adds a content type to every response without one.
        return headers.Exists(header => header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
            ? headers
            : headers.Append(new("Content-Type", "application/json"));
    }

    private static Dictionary<string, StringValues> Headers(HttpRequest request)
    {
        var headers = request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase);

        // API Gateway appends the caller's address to what the caller claims.
        var claimed = headers.GetValueOrDefault("X-Forwarded-For");
        headers["X-Forwarded-For"] = string.Join(", ", [.. claimed, $"{IPAddress.Loopback}"]);
        headers["X-Forwarded-Port"] = "443";
        headers["X-Forwarded-Proto"] = "https";
        return headers;
    }

    private static Dictionary<string, string?>? LastValues(Dictionary<string, StringValues> fields) =>
        fields.Count > 0 ? fields.ToDictionary(field => field.Key, field => field.Value[^1]) : null;

    private static Dictionary<string, string?[]>? AllValues(Dictionary<string, StringValues> fields) =>
        fields.Count > 0 ? fields.ToDictionary(field => field.Key, field => field.Value.ToArray()) : null;
}
