using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessProxy;

namespace ServerlessProxy.Forwarder.Tests;

/// <summary>
/// Creates the events of an API type and reads the results, as API Gateway does. Written from AWS's documentation and
/// independent of the local gateway.
/// </summary>
public abstract class EventType
{
    /// <summary>Payload format 1.0.</summary>
    public static readonly EventType Rest = new RestEventType();

    /// <summary>Payload format 2.0.</summary>
    public static readonly EventType Http = new HttpEventType();

    /// <summary>Both types, for theories.</summary>
    public static TheoryData<EventType> Both => [Rest, Http];

    /// <summary>The forwarder's adapter.</summary>
    public abstract IGatewayEvents Adapter { get; }

    /// <summary>Returns the event for a request to <c>/forward</c> or a path below it.</summary>
    public abstract JsonObject Make(Request request);

    /// <summary>Reads a result, and fails if API Gateway would reject it.</summary>
    public Result Read(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var status = root.GetProperty("statusCode").GetInt32();
        Assert.InRange(status, 200, 599);
        var isBase64Encoded = root.GetProperty("isBase64Encoded").GetBoolean();
        var body = root.GetProperty("body").GetString()!;
        Assert.True(json.Length < 6_291_556, "The result is larger than Lambda allows.");
        return new Result(
            status,
            ReadHeaders(root).ToList(),
            isBase64Encoded ? Convert.FromBase64String(body) : Encoding.UTF8.GetBytes(body),
            isBase64Encoded,
            json.Length);
    }

    /// <summary>Returns the header fields of a result.</summary>
    protected abstract IEnumerable<KeyValuePair<string, string>> ReadHeaders(JsonElement result);

    private sealed class RestEventType : EventType
    {
        public override IGatewayEvents Adapter { get; } = new RestApiEvents();

        public override string ToString() => "REST";

        public override JsonObject Make(Request request) => new()
        {
            ["resource"] = "/forward/{proxy+}",
            ["path"] = "/forward" + Uri.UnescapeDataString(request.Path),
            ["httpMethod"] = request.Method,
            ["multiValueHeaders"] = MultiValue([.. request.Headers, .. CookieHeader(request.Cookies)]),
            ["multiValueQueryStringParameters"] = request.Query.Count > 0 ? MultiValue(request.Query) : null,
            ["pathParameters"] = null,
            ["stageVariables"] = null,
            ["requestContext"] = new JsonObject
            {
                ["path"] = "/dev/forward" + request.Path,
                ["stage"] = "dev",
                ["requestId"] = "rest-request",
                ["identity"] = new JsonObject { ["sourceIp"] = "192.0.2.1" },
            },
            ["body"] = request.Body is { Length: > 0 } ? Convert.ToBase64String(request.Body) : null,
            ["isBase64Encoded"] = request.Body is { Length: > 0 },
        };

        protected override IEnumerable<KeyValuePair<string, string>> ReadHeaders(JsonElement result) =>
            result.GetProperty("multiValueHeaders").EnumerateObject()
                .SelectMany(
                    field => field.Value.EnumerateArray(),
                    (field, value) => KeyValuePair.Create(field.Name, value.GetString()!));

        private static KeyValuePair<string, string>[] CookieHeader(IReadOnlyList<string> cookies) =>
            cookies.Count > 0 ? [new("Cookie", string.Join("; ", cookies))] : [];

        private static JsonObject MultiValue(IEnumerable<KeyValuePair<string, string>> pairs)
        {
            var map = new JsonObject();
            foreach (var group in pairs.GroupBy(pair => pair.Key, StringComparer.Ordinal))
            {
                map[group.Key] = new JsonArray([.. group.Select(pair => JsonValue.Create(pair.Value))]);
            }

            return map;
        }
    }

    private sealed class HttpEventType : EventType
    {
        public override IGatewayEvents Adapter { get; } = new HttpApiEvents();

        public override string ToString() => "HTTP";

        public override JsonObject Make(Request request)
        {
            var json = new JsonObject
            {
                ["version"] = "2.0",
                ["routeKey"] = $"{request.Method} /forward/{{proxy+}}",
                ["rawPath"] = "/forward" + request.Path,
                ["rawQueryString"] = request.QueryString,
                ["headers"] = Joined(request.Headers),
                ["requestContext"] = new JsonObject
                {
                    ["http"] = new JsonObject
                    {
                        ["method"] = request.Method,
                        ["path"] = "/forward" + request.Path,
                        ["sourceIp"] = "192.0.2.1",
                    },
                    ["stage"] = "$default",
                    ["requestId"] = "http-request",
                },
                ["isBase64Encoded"] = request.Body is { Length: > 0 },
            };
            if (request.Cookies.Count > 0)
            {
                json["cookies"] = new JsonArray([.. request.Cookies.Select(cookie => JsonValue.Create(cookie))]);
            }

            if (request.Body is { Length: > 0 })
            {
                json["body"] = Convert.ToBase64String(request.Body);
            }

            return json;
        }

        protected override IEnumerable<KeyValuePair<string, string>> ReadHeaders(JsonElement result) =>
            result.GetProperty("headers").EnumerateObject()
                .Select(field => KeyValuePair.Create(field.Name, field.Value.GetString()!))
                .Concat(result.GetProperty("cookies").EnumerateArray()
                    .Select(cookie => KeyValuePair.Create("Set-Cookie", cookie.GetString()!)));

        private static JsonObject Joined(IEnumerable<KeyValuePair<string, string>> pairs)
        {
            var map = new JsonObject();
            foreach (var group in pairs.GroupBy(pair => pair.Key.ToUpperInvariant(), StringComparer.Ordinal))
            {
                var name = group.First().Key.ToLower(System.Globalization.CultureInfo.InvariantCulture);
                map[name] = string.Join(",", group.Select(pair => pair.Value));
            }

            return map;
        }
    }
}
