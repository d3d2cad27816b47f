using System.Text.Json;
using Amazon.Lambda.APIGatewayEvents;

namespace ServerlessProxy;

/// <summary>Reads the events and writes the results of a REST API (payload format 1.0):
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html.</summary>
public sealed class RestApiEvents : IGatewayEvents
{
    public string Sample =>
        """
        {
          "httpMethod": "GET", "path": "/sample", "multiValueHeaders": { "Host": ["sample.invalid"] },
          "multiValueQueryStringParameters": { "a": ["1"] },
          "requestContext": {
            "path": "/dev/sample", "stage": "dev", "requestId": "sample", "identity": { "sourceIp": "192.0.2.1" }
          }
        }
        """;

    /// <summary>Creates the event of a request whose properties are not yet read.</summary>
    public static APIGatewayProxyRequest NewRequest() => new() { RequestContext = new() { Identity = new() } };

    /// <summary>Reads a property that the forwarder uses: a <see cref="PropertyReader"/>.</summary>
    public static bool ReadProperty(ref Utf8JsonReader json, string path, APIGatewayProxyRequest request)
    {
        var context = request.RequestContext;
        switch (path)
        {
            case "httpmethod": request.HttpMethod = json.GetString(); break;
            case "path": request.Path = json.GetString(); break;
            case "headers": request.Headers = EventJson.ReadMap(ref json); break;
            case "multivalueheaders": request.MultiValueHeaders = EventJson.ReadLists(ref json); break;
            case "querystringparameters": request.QueryStringParameters = EventJson.ReadMap(ref json); break;
            case "multivaluequerystringparameters":
                request.MultiValueQueryStringParameters = EventJson.ReadLists(ref json);
                break;
            case "pathparameters": request.PathParameters = EventJson.ReadMap(ref json); break;
            case "isbase64encoded": request.IsBase64Encoded = json.GetBoolean(); break;
            case "requestcontext.path": context.Path = json.GetString(); break;
            case "requestcontext.stage": context.Stage = json.GetString(); break;
            case "requestcontext.requestid": context.RequestId = json.GetString(); break;
            case "requestcontext.identity.sourceip": context.Identity.SourceIp = json.GetString(); break;
            case "requestcontext.identity.userarn": context.Identity.UserArn = json.GetString(); break;
            case "requestcontext.identity.apikeyid": context.Identity.ApiKeyId = json.GetString(); break;
            default: return false;
        }

        return true;
    }

    public GatewayRequest Read(Stream stream, string routePrefix)
    {
        var request = NewRequest();
        using var json = EventJson.Read(
            stream,
            (ref Utf8JsonReader reader, string path) => ReadProperty(ref reader, path, request));
        var context = request.RequestContext;
        var headers = Fields(request.MultiValueHeaders, request.Headers);
        return new GatewayRequest
        {
            Method = request.HttpMethod ?? throw new ProxyException(ErrorKind.BadRequest, "the event has no method"),

            // The context has the path that the caller sent. The event's own path is decoded, but local tools send only
            // that.
            Path = RoutePath.After(
                context.Path is { Length: > 0 } sent ? sent : request.Path,
                context.Stage,
                routePrefix,
                request.PathParameters?.Values.FirstOrDefault()),
            Query = string.Join(
                '&',
                Fields(request.MultiValueQueryStringParameters, request.QueryStringParameters)
                    .Select(field => $"{Uri.EscapeDataString(field.Name)}={Uri.EscapeDataString(field.Value)}")),
            Headers = headers,
            Body = json.Body(request.IsBase64Encoded, headers),
            RequestId = context.RequestId,
            SourceIp = context.Identity.SourceIp,
            Caller = context.Identity.UserArn ?? context.Identity.ApiKeyId,
        };
    }

    public void WriteHeaders(Utf8JsonWriter json, Dictionary<string, List<string>> headers)
    {
        json.WriteStartObject("multiValueHeaders");
        foreach (var (name, values) in headers)
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

    /// <summary>Returns every value of a map. API Gateway sends both maps, and only the first has repeated names. Local
    /// tools send either of them.</summary>
    private static List<Header> Fields(IDictionary<string, IList<string>>? all, IDictionary<string, string>? last)
    {
        if (all is not { Count: > 0 })
        {
            return EventJson.Fields(last);
        }

        var fields = new List<Header>();
        foreach (var name in all.Keys)
        {
            foreach (var value in all[name] ?? [])
            {
                fields.Add(new Header(name, value ?? ""));
            }
        }

        return fields;
    }
}
