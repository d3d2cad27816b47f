using System.Text.Json;
using Amazon.Lambda.APIGatewayEvents;

namespace ServerlessProxy;

/// <summary>Reads the events and writes the results of an HTTP API (payload format 2.0):
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html.</summary>
public sealed class HttpApiEvents : IGatewayEvents
{
    public string Sample =>
        """
        {
          "rawPath": "/sample", "rawQueryString": "a=1", "headers": { "host": "sample.invalid" },
          "requestContext": {
            "stage": "$default", "requestId": "sample", "http": { "method": "GET", "sourceIp": "192.0.2.1" }
          }
        }
        """;

    /// <summary>Creates the event of a request whose properties are not yet read.</summary>
    public static APIGatewayHttpApiV2ProxyRequest NewRequest() => new()
    {
        RequestContext = new() { Http = new(), Authorizer = new() { IAM = new(), Jwt = new() } },
    };

    /// <summary>Reads a property that the forwarder uses: a <see cref="PropertyReader"/>.</summary>
    public static bool ReadProperty(ref Utf8JsonReader json, string path, APIGatewayHttpApiV2ProxyRequest request)
    {
        var context = request.RequestContext;
        switch (path)
        {
            case "rawpath": request.RawPath = json.GetString(); break;
            case "rawquerystring": request.RawQueryString = json.GetString(); break;
            case "routekey": request.RouteKey = json.GetString(); break;
            case "cookies": request.Cookies = EventJson.ReadList(ref json)?.ToArray(); break;
            case "headers": request.Headers = EventJson.ReadMap(ref json); break;
            case "pathparameters": request.PathParameters = EventJson.ReadMap(ref json); break;
            case "isbase64encoded": request.IsBase64Encoded = json.GetBoolean(); break;
            case "requestcontext.stage": context.Stage = json.GetString(); break;
            case "requestcontext.requestid": context.RequestId = json.GetString(); break;
            case "requestcontext.http.method": context.Http.Method = json.GetString(); break;
            case "requestcontext.http.sourceip": context.Http.SourceIp = json.GetString(); break;
            case "requestcontext.authorizer.iam.userarn": context.Authorizer.IAM.UserARN = json.GetString(); break;
            case "requestcontext.authorizer.jwt.claims":
                context.Authorizer.Jwt.Claims = EventJson.ReadMap(ref json);
                break;
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
        var headers = EventJson.Fields(request.Headers);
        if (request.Cookies is { Length: > 0 } cookies)
        {
            headers.Add(new Header("Cookie", string.Join("; ", cookies)));
        }

        return new GatewayRequest
        {
            Method =
                context.Http.Method
                ?? MethodOf(request.RouteKey)
                ?? throw new ProxyException(ErrorKind.BadRequest, "the event has no method"),
            Path = RoutePath.After(
                request.RawPath,
                context.Stage,
                routePrefix,
                request.PathParameters?.Values.FirstOrDefault()),
            Query = request.RawQueryString ?? "",
            Headers = headers,
            Body = json.Body(request.IsBase64Encoded, headers),
            RequestId = context.RequestId,
            SourceIp = context.Http.SourceIp,
            Caller = context.Authorizer.IAM.UserARN ?? Subject(context.Authorizer.Jwt.Claims),
        };
    }

    public void WriteHeaders(Utf8JsonWriter json, Dictionary<string, List<string>> headers)
    {
        // Cookies cannot be joined with commas, because their dates contain commas.
        headers.Remove("Set-Cookie", out var cookies);
        json.WriteStartObject("headers");
        foreach (var (name, values) in headers)
        {
            json.WriteString(name, string.Join(",", values));
        }

        json.WriteEndObject();
        json.WriteStartArray("cookies");
        foreach (var cookie in cookies ?? [])
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
