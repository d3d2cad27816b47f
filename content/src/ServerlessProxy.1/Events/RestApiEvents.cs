using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Serialization.SystemTextJson;

namespace ServerlessProxy;

/// <summary>The events of a REST API, payload format 1.0:
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html.</summary>
public sealed class RestApiEvents : IGatewayEvents
{
    private readonly SourceGeneratorLambdaJsonSerializer<RestApiEventsJson> serializer = new();

    /// <inheritdoc/>
    public string Sample =>
        """
            {"httpMethod":"GET","path":"/sample","multiValueHeaders":{"Host":["sample.invalid"]},"multiValueQueryStringParameters":{"a":["1"]},"requestContext":{"path":"/dev/sample","stage":"dev","requestId":"sample","identity":{"sourceIp":"192.0.2.1"}}}
            """;

    /// <inheritdoc/>
    public GatewayRequest Read(Stream stream, string routePrefix)
    {
        using var json = GatewayEvent.Read(stream);
        var request = GatewayEvent.Deserialize<APIGatewayProxyRequest>(serializer, json);

        // The context's path is the one that the caller wrote; the event's own has been decoded. Local tools send only that.
        var path = request.RequestContext?.Path is { Length: > 0 } written ? written
            : request.Path ?? throw new ProxyException(ErrorKind.BadRequest, "the event has no path");
        var headers = Pairs(request.MultiValueHeaders, request.Headers).ToList();

        return new GatewayRequest
        {
            Method = request.HttpMethod ?? throw new ProxyException(ErrorKind.BadRequest, "the event has no method"),
            Path = RoutePath.After(
                path,
                request.RequestContext?.Stage,
                routePrefix,
                request.PathParameters?.Values.FirstOrDefault()),
            Query = string.Join(
                '&',
                Pairs(request.MultiValueQueryStringParameters, request.QueryStringParameters)
                    .Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}")),
            Headers = headers,
            Body = GatewayEvent.Body(json, request.IsBase64Encoded, headers),
            RequestId = request.RequestContext?.RequestId,
            SourceIp = request.RequestContext?.Identity?.SourceIp,
            Caller = request.RequestContext?.Identity?.UserArn ?? request.RequestContext?.Identity?.ApiKeyId,
        };
    }

    /// <inheritdoc/>
    public void WriteHeaders(Utf8JsonWriter json, IEnumerable<IGrouping<string, string>> headers)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(headers);

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

    /// <summary>Every value of a map: API Gateway fills both maps, and only this one holds repeats; local tools fill either.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Pairs(
        IDictionary<string, IList<string>>? all,
        IDictionary<string, string>? last
    ) =>
        (all is { Count: > 0 } ? all : null)?.SelectMany(
            field => field.Value ?? [],
            (field, value) => KeyValuePair.Create(field.Key, value ?? ""))
        ?? last?.Select(field => KeyValuePair.Create(field.Key, field.Value ?? ""))
        ?? [];
}

/// <summary>Generated: reading an event costs no reflection.</summary>
[JsonSerializable(typeof(APIGatewayProxyRequest))]
internal sealed partial class RestApiEventsJson : JsonSerializerContext;
