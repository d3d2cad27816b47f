using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Serialization.SystemTextJson;

namespace ServerlessProxy;

/// <summary>Reads the events and writes the results of an HTTP API (payload format 2.0):
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html.</summary>
public sealed class HttpApiEvents : IGatewayEvents
{
    private readonly SourceGeneratorLambdaJsonSerializer<HttpApiEventsJson> serializer = new();

    public string Sample => """
        {
          "rawPath": "/sample",
          "rawQueryString": "a=1",
          "headers": { "host": "sample.invalid" },
          "requestContext": {
            "stage": "$default", "requestId": "sample", "http": { "method": "GET", "sourceIp": "192.0.2.1" }
          }
        }
        """;

    public GatewayRequest Read(Stream stream, string routePrefix)
    {
        using var json = EventJson.Read(stream);
        var request = json.Deserialize<APIGatewayHttpApiV2ProxyRequest>(serializer);
        var headers = (request.Headers ?? new Dictionary<string, string>())
            .Select(field => KeyValuePair.Create(field.Key, field.Value ?? ""))
            .ToList();
        if (request.Cookies is { Length: > 0 } cookies)
        {
            headers.Add(new("Cookie", string.Join("; ", cookies)));
        }

        return new GatewayRequest
        {
            Method =
                request.RequestContext?.Http?.Method
                ?? MethodOf(request.RouteKey)
                ?? throw new ProxyException(ErrorKind.BadRequest, "the event has no method"),
            Path = RoutePath.After(
                request.RawPath,
                request.RequestContext?.Stage,
                routePrefix,
                request.PathParameters?.Values.FirstOrDefault()),
            Query = request.RawQueryString ?? "",
            Headers = headers,
            Body = json.Body(request.IsBase64Encoded, headers),
            RequestId = request.RequestContext?.RequestId,
            SourceIp = request.RequestContext?.Http?.SourceIp,
            Caller =
                request.RequestContext?.Authorizer?.IAM?.UserARN
                ?? Subject(request.RequestContext?.Authorizer?.Jwt?.Claims),
        };
    }

    public void WriteHeaders(Utf8JsonWriter json, IEnumerable<IGrouping<string, string>> headers)
    {
        var fields = headers.ToLookup(field => field.Key.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase));
        json.WriteStartObject("headers");
        foreach (var field in fields[false])
        {
            json.WriteString(field.Key, string.Join(",", field));
        }

        json.WriteEndObject();

        // Cookies cannot be joined with commas, because their dates contain commas.
        json.WriteStartArray("cookies");
        foreach (var cookie in fields[true].SelectMany(field => field))
        {
            json.WriteStringValue(cookie);
        }

        json.WriteEndArray();
    }

    private static string? Subject(IDictionary<string, string>? claims) =>
        claims is not null && claims.TryGetValue("sub", out var subject) ? subject : null;

    /// <summary>Returns the method of a route such as <c>GET /forward</c>; null for <c>$default</c> and
    /// <c>ANY</c>.</summary>
    private static string? MethodOf(string? routeKey) =>
        routeKey?.Split(' ') is [var method, _] && method != "ANY" ? method : null;
}

/// <summary>Deserializes events with generated code instead of reflection.</summary>
[JsonSerializable(typeof(APIGatewayHttpApiV2ProxyRequest))]
internal sealed partial class HttpApiEventsJson : JsonSerializerContext;
