using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Serialization.SystemTextJson;

namespace ServerlessProxy;

/// <summary>Reads the events and writes the results of a REST API (payload format 1.0):
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html.</summary>
public sealed class RestApiEvents : IGatewayEvents
{
    private readonly SourceGeneratorLambdaJsonSerializer<RestApiEventsJson> serializer = new();

    public string Sample => """
        {
          "httpMethod": "GET",
          "path": "/sample",
          "multiValueHeaders": { "Host": ["sample.invalid"] },
          "multiValueQueryStringParameters": { "a": ["1"] },
          "requestContext": {
            "path": "/dev/sample", "stage": "dev", "requestId": "sample", "identity": { "sourceIp": "192.0.2.1" }
          }
        }
        """;

    public GatewayRequest Read(Stream stream, string routePrefix)
    {
        using var json = EventJson.Read(stream);
        var request = json.Deserialize<APIGatewayProxyRequest>(serializer);
        var headers = Pairs(request.MultiValueHeaders, request.Headers).ToList();
        return new GatewayRequest
        {
            Method = request.HttpMethod ?? throw new ProxyException(ErrorKind.BadRequest, "the event has no method"),

            // The context has the path that the caller sent. The event's own path is decoded, but local tools send only
            // that.
            Path = RoutePath.After(
                request.RequestContext?.Path is { Length: > 0 } sent ? sent : request.Path,
                request.RequestContext?.Stage,
                routePrefix,
                request.PathParameters?.Values.FirstOrDefault()),
            Query = string.Join(
                '&',
                Pairs(request.MultiValueQueryStringParameters, request.QueryStringParameters)
                    .Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}")),
            Headers = headers,
            Body = json.Body(request.IsBase64Encoded, headers),
            RequestId = request.RequestContext?.RequestId,
            SourceIp = request.RequestContext?.Identity?.SourceIp,
            Caller = request.RequestContext?.Identity?.UserArn ?? request.RequestContext?.Identity?.ApiKeyId,
        };
    }

    public void WriteHeaders(Utf8JsonWriter json, IEnumerable<IGrouping<string, string>> headers)
    {
        json.WriteStartObject("multiValueHeaders");
        foreach (var field in headers)
        {
            json.WriteStartArray(field.Key);
            foreach (var value in field)
            {
                json.WriteStringValue(value);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>Returns every value of a map. API Gateway sends both maps, and only the first has repeated names. Local
    /// tools send either of them.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Pairs(
        IDictionary<string, IList<string>>? all,
        IDictionary<string, string>? last) => all is { Count: > 0 }
            ? all.SelectMany(field => field.Value ?? [], (field, value) => KeyValuePair.Create(field.Key, value ?? ""))
            : last?.Select(field => KeyValuePair.Create(field.Key, field.Value ?? "")) ?? [];
}

/// <summary>Deserializes events with generated code instead of reflection.</summary>
[JsonSerializable(typeof(APIGatewayProxyRequest))]
internal sealed partial class RestApiEventsJson : JsonSerializerContext;
