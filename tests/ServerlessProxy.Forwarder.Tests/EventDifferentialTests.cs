using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Serialization.SystemTextJson;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace ServerlessProxy.Forwarder.Tests;

/// <summary>Compares how the forwarder reads events with how AWS's serializer reads them: every property that the
/// forwarder uses has the same value, and the forwarder rejects no event that AWS's serializer reads.</summary>
public sealed class EventDifferentialTests
{
    private static readonly DefaultLambdaJsonSerializer Serializer = new();

    public static TheoryData<string> Corpus =>
    [
        .. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Events"), "*.json")
            .Select(file => Path.GetFileName(file)!),
    ];

    [Theory]
    [MemberData(nameof(Corpus))]
    public void F01_EventOfTheCorpus_IsReadAsAwsReadsIt(string file)
    {
        AssertSame(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Events", file)));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("""{"path":null,"rawPath":null,"headers":null,"cookies":null,"requestContext":null}""")]
    [InlineData("""{"headers":{"a":null},"multiValueHeaders":{"a":null,"b":[null],"c":[]},"cookies":[null]}""")]
    [InlineData("""{"requestContext":{"identity":null,"http":null,"authorizer":null,"stage":null}}""")]
    [InlineData("""{"requestContext":{"authorizer":{"iam":null,"jwt":null,"claims":{"a":1}}}}""")]
    [InlineData("""{"requestContext":{"authorizer":{"jwt":{"claims":null,"scopes":["a"]}}}}""")]
    [InlineData("""{"HTTPMETHOD":"GET","RawPath":"/a","RequestContext":{"STAGE":"dev","Http":{"METHOD":"GET"}}}""")]
    [InlineData("""{"path":"/a","path":"/b","rawPath":"/a","rawPath":"/b"}""")]
    [InlineData("""{"headers":{"a":"1","a":"2","A":"3"}}""")]
    [InlineData("""{"path":"\u00e9\ud83d\ude00\n","rawPath":"\u00e9"}""")]
    [InlineData("""{"path":"\ud83d","rawPath":"\ud83d"}""")]
    [InlineData("""{"path":5,"rawPath":5}""")]
    [InlineData("""{"headers":[]}""")]
    [InlineData("""{"headers":{"a":["b"]}}""")]
    [InlineData("""{"multiValueHeaders":{"a":"b"},"cookies":"a"}""")]
    [InlineData("""{"isBase64Encoded":null}""")]
    [InlineData("""{"isBase64Encoded":"true"}""")]
    [InlineData("""{"body":5}""")]
    [InlineData("""{"unknown":{"body":"a","path":"/b","deep":[[{"stage":"c"}]]},"path":"/a","rawPath":"/a"}""")]
    public void F01_UnusualEvent_IsReadAsAwsReadsIt(string json) => AssertSame(json);

    [Property(MaxTest = 1_000)]
    public Property F01_AnyEvent_IsReadAsAwsReadsIt() => Prop.ForAll(
        Objects(4).ToArbitrary(),
        json =>
        {
            AssertSame(json.ToJsonString());
            return true;
        });

    /// <summary>Objects with the names of events, in any letter case, and values of any type.</summary>
    private static Gen<JsonObject> Objects(int depth)
    {
        var names = Gen.Elements(
            "httpMethod", "path", "PATH", "headers", "multiValueHeaders", "queryStringParameters", "pathParameters",
            "multiValueQueryStringParameters", "isBase64Encoded", "rawPath", "rawQueryString", "routeKey", "cookies",
            "proxy", "version", "body");
        var inner = Gen.Elements("path", "stage", "requestId", "sourceIp", "userArn", "apiKeyId", "method");
        var strings = Gen.Elements("", "a", "/a", "GET", "é", "$default")
            .Select(text => (JsonNode?)JsonValue.Create(text));
        var values = Gen.OneOf(
            strings,
            strings,
            Gen.Constant((JsonNode?)null),
            Gen.Elements(true, false).Select(value => (JsonNode?)JsonValue.Create(value)),
            Map(names, strings),
            Map(names, strings.ListOf().Select(list => (JsonNode?)new JsonArray([.. list.Select(Clone)]))));
        var context = depth > 1
            ? Map(inner, strings).Select(node => (JsonNode?)new JsonObject
            {
                ["stage"] = "dev",
                ["http"] = Clone(node),
                ["identity"] = Clone(node),
                ["authorizer"] = new JsonObject
                {
                    ["iam"] = Clone(node),
                    ["jwt"] = new JsonObject { ["claims"] = Clone(node) },
                },
            })
            : strings;
        return Gen.Zip(Map(names, values), context).Select(pair =>
        {
            var json = pair.Item1!.AsObject();
            json["requestContext"] = Clone(pair.Item2);
            return json;
        });

        static Gen<JsonNode?> Map(Gen<string> names, Gen<JsonNode?> values) =>
            Gen.Zip(names, values).ListOf().Select(pairs =>
            {
                var json = new JsonObject();
                foreach (var (name, value) in pairs)
                {
                    json[name] = Clone(value);
                }

                return (JsonNode?)json;
            });
    }

    private static JsonNode? Clone(JsonNode? node) => node?.DeepClone();

    private static void AssertSame(string json)
    {
        AssertSame<APIGatewayProxyRequest>(
            json,
            RestApiEvents.NewRequest(),
            RestApiEvents.ReadProperty,
            request => request.Body,
            request => new object?[]
            {
                request.HttpMethod, request.Path, request.Headers, request.MultiValueHeaders,
                request.QueryStringParameters, request.MultiValueQueryStringParameters, request.PathParameters,
                request.IsBase64Encoded, request.RequestContext?.Path, request.RequestContext?.Stage,
                request.RequestContext?.RequestId, request.RequestContext?.Identity?.SourceIp,
                request.RequestContext?.Identity?.UserArn, request.RequestContext?.Identity?.ApiKeyId,
            });
        AssertSame<APIGatewayHttpApiV2ProxyRequest>(
            json,
            HttpApiEvents.NewRequest(),
            HttpApiEvents.ReadProperty,
            request => request.Body,
            request => new object?[]
            {
                request.RawPath, request.RawQueryString, request.RouteKey, request.Cookies, request.Headers,
                request.PathParameters, request.IsBase64Encoded, request.RequestContext?.Stage,
                request.RequestContext?.RequestId, request.RequestContext?.Http?.Method,
                request.RequestContext?.Http?.SourceIp, request.RequestContext?.Authorizer?.IAM?.UserARN,
                request.RequestContext?.Authorizer?.Jwt?.Claims,
            });
    }

    /// <summary>AWS's serializer also rejects wrong values of properties that the forwarder does not use.</summary>
    private static void AssertSame<T>(
        string json, T request, Reader<T> read, Func<T, string?> body, Func<T, object?[]> properties)
        where T : class
    {
        var aws = Aws<T>(json);
        var ours = Ours(json, request, read, out var bytes);
        if (ours is null)
        {
            Assert.Null(aws);
        }
        else if (aws is not null)
        {
            Assert.Equal(JsonSerializer.Serialize(properties(aws)), JsonSerializer.Serialize(properties(ours)));
            Assert.Equal(body(aws), bytes is null ? null : Encoding.UTF8.GetString(bytes));
        }
    }

    private static T? Aws<T>(string json)
        where T : class
    {
        try
        {
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
            return Serializer.Deserialize<T>(stream);
        }
        catch (JsonSerializerException)
        {
            return null;
        }
    }

    private static T? Ours<T>(string json, T request, Reader<T> read, out byte[]? body)
        where T : class
    {
        try
        {
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
            using var parsed = EventJson.Read(
                stream, (ref Utf8JsonReader value, string path) => read(ref value, path, request));
            body = parsed.Body(isBase64Encoded: false, [new Header("Content-Length", "0")]);
            return request;
        }
        catch (ProxyException exception) when (exception.Kind == ErrorKind.BadRequest)
        {
            body = null;
            return null;
        }
    }

    private delegate bool Reader<T>(ref Utf8JsonReader json, string path, T request);
}
