using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessProxy;
using ServerlessProxy.Tests;

namespace ServerlessProxy.Forwarder.Tests;

/// <summary>Checks that the log contains the cause of each error, and that the response does not.</summary>
public sealed class LogTests
{
    /// <summary>The defect of an event, and the detail in the log.</summary>
    public static TheoryData<EventType, string, string> BrokenEvents()
    {
        var rows = new TheoryData<EventType, string, string>();
        foreach (var type in new[] { EventType.Rest, EventType.Http })
        {
            rows.Add(type, "null", "the event is not an event of API Gateway");
            rows.Add(type, "no JSON", "the event is not JSON");
            rows.Add(type, "no path", "the event has no path");
            rows.Add(type, "no method", "the event has no method");
            rows.Add(type, "another path", "the request's path does not contain ROUTE_PREFIX");
            rows.Add(type, "no base64", "the event's body is not base64");
            rows.Add(type, "a method with a space", "the method is not a token");
            rows.Add(
                type,
                "a control character",
                "a control character or half a surrogate pair in the request's target");
            rows.Add(type, "a dot segment", "a '..' segment in the request's path");
            rows.Add(type, "a line break", "a line break or NUL in a header's value");
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(BrokenEvents))]
    public async Task F50_Log_DescribesAnInvalidEvent(EventType type, string how, string detail)
    {
        ArgumentNullException.ThrowIfNull(type);
        using var function = new FunctionUnderTest(type, "http://127.0.0.1:1");
        Assert.Equal(400, (await function.InvokeAsync(Encoding.UTF8.GetBytes(Break(type, how)))).Status);
        Assert.Equal(("BadRequest", detail), ErrorOf(function));
    }

    [Theory]
    [InlineData("HTTP/1.1 999 Invented\nContent-Length: 0\n\n", "the status is not from 200 to 599")]
    [InlineData(
        "HTTP/1.1 200 OK\nContent-Length: 5\nContent-Length: 6\n\n123456",
        "Content-Length is invalid or not unique"
    )]
    [InlineData("no http at all\n\n", "InvalidResponse: HttpRequestException")]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 10\n\nshort", "ResponseEnded: HttpIOException")]
    public async Task F50_Log_DescribesAnInvalidResponse(string answer, string detail)
    {
        using var backend = new RawBackend(answer);
        using var function = new FunctionUnderTest(EventType.Rest, backend.Address);
        Assert.Equal(502, (await function.GetAsync()).Status);
        Assert.Equal(("BackendUnreachable", detail), ErrorOf(function));
    }

    [Theory]
    [InlineData("http://127.0.0.1:1", "ConnectionError: Connection refused")]
    [InlineData("http://no-such-host.invalid", "NameResolutionError: ")]
    public async Task F50_Log_DescribesAFailedConnection(string backend, string beginning)
    {
        using var function = new FunctionUnderTest(EventType.Rest, backend);
        Assert.Equal(502, (await function.GetAsync()).Status);
        Assert.StartsWith(beginning, ErrorOf(function).Detail, StringComparison.Ordinal);
        Assert.NotEqual(beginning, ErrorOf(function).Detail + " ");
    }

    [Theory]
    [InlineData(800, "after 00:00:00.3")]
    [InlineData(500, "no time was left to send the request")]
    [InlineData(100, "no time was left to send the request")]
    public async Task F50_Log_DescribesATimeout(int remainingMs, string beginning)
    {
        using var backend = new RawBackend((_, cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken));
        using var function = new FunctionUnderTest(EventType.Rest, backend.Address);
        Assert.Equal(504, (await function.GetAsync(TimeSpan.FromMilliseconds(remainingMs))).Status);
        Assert.StartsWith(beginning, ErrorOf(function).Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(7_000_000, "by its Content-Length")]
    [InlineData(0, "while reading")]
    public async Task F50_Log_DescribesAResponseThatIsTooLarge(int announced, string detail)
    {
        using var backend = new RawBackend(
            async (stream, cancellationToken) =>
            {
                await stream.WriteAsync(
                    Encoding.ASCII.GetBytes(
                        $"HTTP/1.1 200 OK\r\n{(announced > 0 ? $"Content-Length: {announced}\r\n" : "")}\r\n"),
                    cancellationToken);
                await stream.WriteAsync(new byte[7_000_000], cancellationToken);
            });
        using var function = new FunctionUnderTest(EventType.Rest, backend.Address);
        Assert.Equal(502, (await function.GetAsync()).Status);
        Assert.Equal(("ResponseTooLarge", detail), ErrorOf(function));
    }

    [Fact]
    public async Task F50_EachRequest_IsOneLine()
    {
        using var function = new FunctionUnderTest(EventType.Http, "http://127.0.0.1:1");
        await function.GetAsync();
        await function.GetAsync();
        var lines = function.Log.Split('\n');
        Assert.Equal((3, ""), (lines.Length, lines[^1]));
        using var json = JsonDocument.Parse(lines[1]);
        Assert.Equal("http-request", json.RootElement.GetProperty("requestId").GetString());
    }

    /// <summary>
    /// The costs guide expects at most 8 KB of log per request, including about 700 bytes from Lambda. Callers choose
    /// the path, and JSON escapes a character with six bytes.
    /// </summary>
    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task LineOfALongPath_HasItsBeginning_AndLessThan7500Bytes(EventType type)
    {
        using var function = new FunctionUnderTest(type, "http://127.0.0.1:1");
        await function.SendAsync(new Request { Path = "/" + new string('+', 9000) });
        Assert.InRange(Encoding.UTF8.GetByteCount(function.Log), 1024 * 6, 7500);
        using var json = JsonDocument.Parse(function.Log);
        Assert.Equal("/" + new string('+', 1023), json.RootElement.GetProperty("path").GetString());
    }

    /// <summary>The id of the response then also finds the request in Lambda's own log lines.</summary>
    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F35_RequestId_IsLambdas_WhenTheEventHasNone(EventType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        using var function = new FunctionUnderTest(type, "http://127.0.0.1:1");
        var result = await function.InvokeAsync(Encoding.UTF8.GetBytes("null"));
        using var json = JsonDocument.Parse(result.Body);
        Assert.Equal(
            new LambdaContext(TimeSpan.Zero).AwsRequestId,
            json.RootElement.GetProperty("requestId").GetString());
    }

    [Fact]
    public void F30_EveryError_HasItsOwnMessage()
    {
        var messages = Enum.GetValues<ErrorKind>().Select(kind =>
        {
            using var json = JsonDocument.Parse(ErrorMap.Response(kind, "1").Body);
            return json.RootElement.GetProperty("message").GetString()!;
        }).ToList();
        Assert.All(messages, message => Assert.Matches("^[A-Z].{10,}\\.$", message));
        Assert.Distinct(messages);
    }

    private static string Break(EventType type, string how)
    {
        if (how is "null" or "no JSON")
        {
            return how == "null" ? "null" : "{";
        }

        var request = how switch
        {
            "a method with a space" => new Request { Method = "GET /" },
            "a control character" => new Request { Path = "/a\u0001" },
            "a dot segment" => new Request { Path = "/../a" },
            "a line break" => new Request { Headers = [new("X-A", "a\nb")] },
            "no base64" => new Request { Body = [1] },
            _ => new Request(),
        };
        var json = type.Make(request);
        switch (how)
        {
            case "no path":
                Remove(json, "path", "rawPath");
                json["requestContext"]!.AsObject().Remove("path");
                break;
            case "no method":
                Remove(json, "httpMethod", "routeKey");
                json["requestContext"]!.AsObject().Remove("http");
                break;
            case "another path":
                Set(json, "/other", "path", "rawPath");
                json["requestContext"]!["path"] = "/other";
                break;
            case "no base64":
                json["body"] = "%";
                break;
        }

        return json.ToJsonString();

        static void Remove(JsonObject json, params string[] names) => Array.ForEach(names, name => json.Remove(name));

        static void Set(JsonObject json, string value, params string[] names) =>
            Array.ForEach(names.Where(json.ContainsKey).ToArray(), name => json[name] = value);
    }

    private static (string Error, string Detail) ErrorOf(FunctionUnderTest function)
    {
        using var json = JsonDocument.Parse(function.Log);
        return (
            json.RootElement.GetProperty("error").GetString()!,
            json.RootElement.GetProperty("detail").GetString()!);
    }
}
