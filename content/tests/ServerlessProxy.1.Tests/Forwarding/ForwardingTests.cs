using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ServerlessProxy.Tests;

/// <summary>Tests the forwarding contract, from a client's request to a backend and back. The name of a test begins
/// with
/// the number of its rule.</summary>
public abstract class ForwardingTests
{
    /// <summary>The API type under test.</summary>
    protected abstract Api Api { get; }

    [Fact]
    public async Task F01_Method_PassesAsItCame()
    {
        string[] methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "PROPFIND", "X-custom"];
        await using var proxy = await TestProxy.StartAsync(Api);
        foreach (var method in methods)
        {
            Assert.Equal(method, (await proxy.ForwardAsync(method, "/x")).Method);
        }
    }

    [Theory]
    [InlineData("//evil.example/x", "/base//evil.example/x")]
    [InlineData("/@evil.example/", "/base/@evil.example/")]
    [InlineData("/:80@evil.example/", "/base/:80@evil.example/")]
    [InlineData("/http://evil.example/", "/base/http://evil.example/")]
    [InlineData("/a%", "/base/a%25")]
    [InlineData("/a%zz", "/base/a%25zz")]
    public Task F02_Target_NeverLeavesTheBackend(string target, string expected) =>
        AssertTargetAsync("/base", target, expected);

    public static TheoryData<string> ClimbingPaths =>
    [
        "/..", "/../x", "/a/../../x", "/%2e%2e/x", "/.%2E/x", "/..%2fx", "/a%5c..%5cx", "/..;a=b/x",
        "/%252e%252e/x", "/%25252e%25252e/x", "/..%252fx", "/..%00/x", "/..%20/x", "/..%09/x", "/..%3bx/y", "/..%2500",
        "/%c0%ae%c0%ae/x", "/%C0%AE./x", "/..%c0%afx", "/..%c1%9cx", "/%25c0%25ae/x",
    ];

    [Theory]
    [MemberData(nameof(ClimbingPaths))]
    public async Task F02_PathThatCouldClimb_IsRefused(string target)
    {
        await using var proxy = await TestProxy.StartAsync(Api, url: "/base");
        using var response = await proxy.SendAsync("GET", target);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(proxy.Received);
    }

    [Theory]
    [InlineData("", "", "/")]
    [InlineData("", "/", "/")]
    [InlineData("", "/x", "/x")]
    [InlineData("/base", "", "/base")]
    [InlineData("/base/", "", "/base/")]
    [InlineData("/base", "/", "/base/")]
    [InlineData("/base/", "/x", "/base/x")]
    [InlineData("/base", "/x/y/", "/base/x/y/")]
    [InlineData("/a%2Fb", "/c", "/a%2Fb/c")]
    [InlineData("/a%2Fb/", "/c%2Fd", "/a%2Fb/c%2Fd")]
    [InlineData("/a%2Fb%2F", "/c", "/a%2Fb%2F/c")]
    [InlineData("", "/a%2Fb", "/a%2Fb")]
    [InlineData("", "/a%2fb", "/a%2fb")]
    [InlineData("", "/a%20b", "/a%20b")]
    [InlineData("", "/a+b", "/a+b")]
    [InlineData("", "/a;v=1,2", "/a;v=1,2")]
    [InlineData("", "/a:b@c", "/a:b@c")]
    [InlineData("", "/%C3%BC", "/%C3%BC")]
    [InlineData("", "/%7Euser/~user", "/%7Euser/~user")]
    [InlineData("", "/a./.b/...", "/a./.b/...")]
    [InlineData("", "/%252e/a..b/..a/a%20..", "/%252e/a..b/..a/a%20..")]
    [InlineData("", "/%2525252e%2525252e/x", "/%2525252e%2525252e/x")]
    public Task F03_Path_IsAppendedAsTheCallerWroteIt(string url, string target, string expected) =>
        AssertTargetAsync(url, target, expected);

    [Theory]
    [InlineData("", "?a=1&b=2", "/?a=1&b=2")]
    [InlineData("", "?a=1&a=2&a=1", "/?a=1&a=2&a=1")]
    [InlineData("", "?a=", "/?a=")]
    [InlineData("", "?a=%26%3D%2B%25%20%C3%BC", "/?a=%26%3D%2B%25%20%C3%BC")]
    [InlineData("?key=1", "", "/?key=1")]
    [InlineData("/base?key=1", "?a=2", "/base?key=1&a=2")]
    public Task F05_Query_IsKept(string url, string target, string expected) =>
        AssertTargetAsync(url, target, expected);

    [Fact]
    public async Task F06_AllValuesOfAllHeaders_ReachTheBackend()
    {
        await using var proxy = await TestProxy.StartAsync(Api);
        (string, string)[] headers =
        [
            ("X-Many", "one"),
            ("X-Many", "two"),
            ("X-Empty", ""),
            ("If-Modified-Since", "not a date"),
            ("User-Agent", "a/1 (b; c) {d}"),
            ("Cookie", "a=1"),
            ("Cookie", "b=2"),
        ];
        var request = await proxy.ForwardAsync("GET", "/", headers);
        Assert.Equal("one,two", request.Headers["X-Many"].Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal("", request.Headers["X-Empty"]);
        Assert.Equal("not a date", request.Headers["If-Modified-Since"]);
        Assert.Equal("a/1 (b; c) {d}", request.Headers["User-Agent"]);
        Assert.Equal("a=1; b=2", request.Headers["Cookie"]);
    }

    [Fact]
    public async Task F07_HopByHopHeaders_DoNotReachTheBackend()
    {
        string[] names =
        [
            "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authentication-Info", "proxy-authorization",
            "TE", "Trailer", "Upgrade", "HTTP2-Settings", "X-Named-By-Connection",
        ];
        await using var proxy = await TestProxy.StartAsync(Api);
        var headers = names.Select(name => (name, "trailers")).Append(("Connection", "x-named-by-connection"));
        var request = await proxy.ForwardAsync("GET", "/", headers);
        Assert.Empty(names.Intersect(request.Headers.Keys, StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task F07_HopByHopHeaders_DoNotReachTheCaller()
    {
        string[] names = ["Keep-Alive", "Proxy-Authenticate", "Trailer", "Alt-Svc", "X-Named-By-Connection"];
        using var response = await AnswerAsync(response =>
        {
            response.Headers.Connection = "X-Named-By-Connection";
            Array.ForEach(names, name => response.Headers[name] = "x");
        });
        Assert.Empty(names.Intersect(
            response.Headers.Select(field => field.Key),
            StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task F08_Host_IsTheBackends_AndTheCallersIsForwarded()
    {
        await using var proxy = await TestProxy.StartAsync(Api);
        var request = await proxy.ForwardAsync("GET", "/", [("Host", "hooks.example.com")]);
        Assert.StartsWith("127.0.0.1:", request.Headers["Host"], StringComparison.Ordinal);
        Assert.Equal("hooks.example.com", request.Headers["X-Forwarded-Host"]);
    }

    [Fact]
    public async Task F09_IdentityHeaders_DoNotReachTheBackend()
    {
        string[] names =
        [
            "X-Forwarded-User", "x-forwarded-groups", "X_Forwarded_For", "X-Real-IP", "X-Original-URL", "X_REMOTE_USER",
            "X-WebAuth-User",
        ];
        await using var proxy = await TestProxy.StartAsync(Api);
        var request = await proxy.ForwardAsync("GET", "/", names.Select(name => (name, "admin")));
        Assert.DoesNotContain("admin", request.Headers.Values);
    }

    [Fact]
    public async Task F09_ForwardedHeaders_SayWhatTheGatewaySays()
    {
        await using var proxy = await TestProxy.StartAsync(Api);
        (string, string)[] headers =
        [
            ("X-Forwarded-For", "203.0.113.9"),
            ("X-Forwarded-Proto", "ftp"),
            ("Forwarded", "for=203.0.113.9"),
            ("Via", "1.0 other"),
        ];
        var request = await proxy.ForwardAsync("GET", "/", headers);
        Assert.Equal("127.0.0.1", request.Headers["X-Forwarded-For"]);
        Assert.Equal("https", request.Headers["X-Forwarded-Proto"]);
        Assert.Equal("443", request.Headers["X-Forwarded-Port"]);
        Assert.StartsWith("for=127.0.0.1;host=\"127.0.0.1:", request.Headers["Forwarded"], StringComparison.Ordinal);
        Assert.EndsWith("\";proto=https", request.Headers["Forwarded"], StringComparison.Ordinal);
        Assert.Equal("1.0 other, 1.1 serverless-proxy", request.Headers["Via"]);
    }

    [Theory]
    [InlineData("api-key", "X-API-Key")]
    [InlineData("iam", "authorization", "X-Amz-Security-Token")]
    [InlineData("jwt")]
    [InlineData("none")]
    public async Task F10_CredentialsForTheGateway_StopThere(string auth, params string[] stopped)
    {
        await using var proxy = await TestProxy.StartAsync(Api, configure: settings => WithAuth(settings, auth));
        string[] credentials = ["X-API-Key", "Authorization", "X-Amz-Security-Token"];
        var headers = credentials.Select(name => (name, "a credential"));
        var request = await proxy.ForwardAsync("GET", "/", headers);
        Assert.Equal(
            credentials.Except(stopped, StringComparer.OrdinalIgnoreCase),
            credentials.Where(name => request.Headers.ContainsKey(name)));
    }

    [Theory]
    [InlineData(
        "iam",
        "?a=1&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA&X-Amz-Date=1&X-Amz-Expires=60&b=2",
        "/?a=1&b=2"
    )]
    [InlineData("iam", "?X-Amz-SignedHeaders=host&X-Amz-Signature=0f&X-Amz-Security-Token=t", "/")]
    [InlineData(
        "iam",
        "?x-amz-signature=0f&X-Amz-Signatures=1&Y-X-Amz-Signature=2",
        "/?X-Amz-Signatures=1&Y-X-Amz-Signature=2"
    )]
    [InlineData("api-key", "?X-Amz-Signature=0f", "/?X-Amz-Signature=0f")]
    [InlineData("none", "?X-Amz-Signature=0f", "/?X-Amz-Signature=0f")]
    public Task F10_SignatureInTheQuery_StopsAtTheProxy(string auth, string query, string expected) =>
        AssertTargetAsync("", "/" + query, expected, settings => WithAuth(settings, auth));

    [Theory]
    [InlineData("127.0.0.0/8", 1)]
    [InlineData("198.51.100.0/24", 0)]
    public async Task Caller_IsKnownByTheAddressThatTheGatewaySaw_NeverByItsOwnWord(string allowed, int received)
    {
        var callers = CallerPolicy.Anyone with { AllowedNetworks = [IPNetwork.Parse(allowed)] };
        await using var proxy = await TestProxy.StartAsync(Api, callers: callers);
        (string, string)[] claims = [("X-Forwarded-For", "198.51.100.7"), ("Forwarded", "for=198.51.100.7")];
        using var response = await proxy.SendAsync("GET", "/x", claims);
        Assert.Equal(received == 1 ? HttpStatusCode.OK : HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(received, proxy.Received.Count);
    }

    public static TheoryData<string?, byte[]> Bodies => new()
    {
        { "text/plain", "plain"u8.ToArray() },
        { "application/json; charset=utf-8", """{"name":"Jürgen ☃ 𝄞","quote":"\"\\/"}"""u8.ToArray() },
        { "application/x-www-form-urlencoded", "a=1&b=%20"u8.ToArray() },
        { "application/octet-stream", [0, 1, 2, 0xFF, 0xFE, 0xC3] },
        { "image/png", Enumerable.Range(0, 70_000).Select(index => (byte)(index * 31)).ToArray() },
        { null, [1, 2, 3] },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task F11_Body_ReachesTheBackendByteForByte(string? contentType, byte[] body)
    {
        await using var proxy = await TestProxy.StartAsync(Api);
        using var content = new ByteArrayContent(body);
        if (contentType is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
            content.Headers.TryAddWithoutValidation("Content-Language", "de");
        }

        var request = await proxy.ForwardAsync("POST", "/", content: content);
        Assert.Equal(body, request.Body);
        Assert.Equal(contentType, request.Headers.GetValueOrDefault("Content-Type"));
        Assert.Equal(contentType is null ? null : "de", request.Headers.GetValueOrDefault("Content-Language"));
        Assert.Equal($"{body.Length}", request.Headers["Content-Length"]);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task F11_RequestWithoutABody_HasNoContentHeaders(string method)
    {
        await using var proxy = await TestProxy.StartAsync(Api);
        var request = await proxy.ForwardAsync(method, "/");
        Assert.DoesNotContain(
            request.Headers.Keys,
            name => name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase));
        Assert.Empty(request.Body);
    }

    [Fact]
    public async Task F12_RequestId_IsTheGatewaysUnlessTheCallerSentOne()
    {
        await using var proxy = await TestProxy.StartAsync(Api);
        Assert.NotEmpty((await proxy.ForwardAsync("GET", "/")).Headers["X-Request-Id"]);
        var request = await proxy.ForwardAsync("GET", "/", [("X-Request-Id", "mine")]);
        Assert.Equal("mine", request.Headers["X-Request-Id"]);
    }

    [Fact]
    public async Task F20_Status_PassesAsItIs()
    {
        foreach (var status in new[] { 200, 201, 301, 302, 404, 418, 500, 503, 599 })
        {
            await using var proxy = await TestProxy.StartAsync(Api, context =>
            {
                context.Response.StatusCode = status;
                context.Response.Headers.Location = "http://10.0.12.5/elsewhere";
                return Task.CompletedTask;
            });
            using var response = await proxy.SendAsync("GET", "/");
            Assert.Equal(status, (int)response.StatusCode);
            Assert.Equal("http://10.0.12.5/elsewhere", response.Headers.Location?.OriginalString);
            Assert.Single(proxy.Received);
        }
    }

    [Fact]
    public async Task F21_CompressedBody_ArrivesCompressed()
    {
        byte[] gzip = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x4B, 4, 0, 0x43, 0xBE, 0xB7, 0xE8, 1, 0, 0, 0];
        await using var proxy = await TestProxy.StartAsync(Api, context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.Headers.ContentEncoding = "gzip";
            return context.Response.Body.WriteAsync(gzip).AsTask();
        });
        using var response = await proxy.SendAsync("GET", "/", [("Accept-Encoding", "gzip")]);
        Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
        Assert.Equal(gzip, await response.Content.ReadAsByteArrayAsync());
        Assert.Equal("gzip", Assert.Single(proxy.Received).Headers["Accept-Encoding"]);
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    [InlineData("text/plain; charset=iso-8859-1", new byte[] { 0xFC, 0x0A })]
    [InlineData("text/plain", new byte[] { 0xFC, 0x0A })]
    [InlineData("application/json", new byte[] { 0xEF, 0xBB, 0xBF, 0x7B, 0x7D })]
    public async Task F22_Body_ReachesTheCallerByteForByte(string? contentType, byte[] body)
    {
        await using var proxy = await TestProxy.StartAsync(Api, context =>
        {
            context.Response.ContentType = contentType;
            return context.Response.Body.WriteAsync(body).AsTask();
        });
        using var response = await proxy.SendAsync("GET", "/");
        Assert.Equal(body, await response.Content.ReadAsByteArrayAsync());
        if (contentType is not null)
        {
            Assert.Equal(contentType, response.Content.Headers.NonValidated["Content-Type"].ToString());
        }
    }

    [Fact]
    public async Task F23_RepeatedHeaders_ReachTheCaller()
    {
        using var response = await AnswerAsync(response =>
        {
            response.Headers.SetCookie = new(["a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT", "b=2"]);
            response.Headers["X-Many"] = new(["one", "two"]);
        });
        Assert.Equal(["a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT", "b=2"], response.Headers.GetValues("Set-Cookie"));
        Assert.Equal("one,two", string.Join(",", response.Headers.GetValues("X-Many")));
    }

    [Fact]
    public async Task F32_ShortResponse_Is502()
    {
        await using var proxy = await TestProxy.StartAsync(Api, async context =>
        {
            context.Response.ContentLength = 10;
            await context.Response.WriteAsync("short");
            await context.Response.CompleteAsync();
        });
        await AssertErrorAsync(proxy, HttpStatusCode.BadGateway);
    }

    [Fact]
    public async Task F32_RefusedConnection_Is502()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = $"http://{listener.LocalEndpoint}";
        listener.Stop();

        await using var proxy = await TestProxy.StartAsync(Api, url: url);
        await AssertErrorAsync(proxy, HttpStatusCode.BadGateway);
    }

    [Fact]
    public async Task F32_UnknownHost_Is502()
    {
        await using var proxy = await TestProxy.StartAsync(Api, url: "http://no-such-host.invalid");
        await AssertErrorAsync(proxy, HttpStatusCode.BadGateway);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task F33_BackendThatStalls_Is504(bool hasBegun)
    {
        await using var proxy = await TestProxy.StartAsync(
            Api,
            async context =>
            {
                await (hasBegun ? context.Response.WriteAsync("the beginning") : Task.CompletedTask);
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            },
            configure: settings => settings with { BackendTimeout = TimeSpan.FromMilliseconds(300) });
        await AssertErrorAsync(proxy, HttpStatusCode.GatewayTimeout);
    }

    [Fact]
    public async Task F50_Log_HasOneLineARequest_AndNoSecretOfIt()
    {
        await using var proxy = await TestProxy.StartAsync(Api, context =>
        {
            context.Response.Headers["X-Secret"] = "tell-no-one";
            return context.Response.WriteAsync("tell-no-one");
        });
        using var content = new StringContent("tell-no-one");
        (string, string)[] headers = [("Authorization", "tell-no-one")];
        using var response = await proxy.SendAsync("POST", "/a/b?c=tell-no-one", headers, content);

        var line = Assert.Single(proxy.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain("tell-no-one", line, StringComparison.Ordinal);
        var json = JsonNode.Parse(line)!;
        Assert.Equal("POST", (string?)json["method"]);
        Assert.Equal("/a/b", (string?)json["path"]);
        Assert.Equal(200, (int?)json["status"]);
        Assert.Equal(11, (int?)json["bytesIn"]);
        Assert.Equal(11, (int?)json["bytesOut"]);

        // The alarms watch these metrics.
        var directive = json["_aws"]!["CloudWatchMetrics"]![0]!;
        Assert.Equal("ServerlessProxy", (string?)directive["Namespace"]);
        Assert.Equal("""[["FunctionName"]]""", directive["Dimensions"]!.ToJsonString());
        Assert.Equal("test-forward", (string?)json["FunctionName"]);
        var metrics = directive["Metrics"]!.AsArray().Select(metric => (string)metric!["Name"]!).ToList();
        Assert.Equal(["durationMs", "backendMs", "bytesIn", "bytesOut"], metrics);
        Assert.All(metrics, metric => Assert.Equal(JsonValueKind.Number, json[metric]!.GetValueKind()));
    }

    private static Settings WithAuth(Settings settings, string auth) => settings with
    {
        Forwarding = settings.Forwarding with { GatewayCredentials = GatewayCredentials.ByAuth[auth] },
    };

    /// <summary>Checks the target that reaches the backend.</summary>
    private async Task AssertTargetAsync(
        string url,
        string target,
        string expected,
        Func<Settings, Settings>? configure = null)
    {
        await using var proxy = await TestProxy.StartAsync(Api, url: url, configure: configure);
        Assert.Equal(expected, (await proxy.ForwardAsync("GET", target)).Target);
    }

    /// <summary>Returns the response to a backend's answer.</summary>
    protected async Task<HttpResponseMessage> AnswerAsync(Action<HttpResponse> answer)
    {
        await using var proxy = await TestProxy.StartAsync(Api, context =>
        {
            answer(context.Response);
            return Task.CompletedTask;
        });
        return await proxy.SendAsync("GET", "/");
    }

    /// <summary>Checks the response to a request that cannot be forwarded.</summary>
    private static async Task AssertErrorAsync(TestProxy proxy, HttpStatusCode expected)
    {
        using var response = await proxy.SendAsync("POST", "/");
        var body = await response.Content.ReadAsStringAsync();
        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(["message", "requestId"], JsonNode.Parse(body)!.AsObject().Select(property => property.Key));
        Assert.DoesNotContain("127.0.0.1", body, StringComparison.Ordinal);
    }
}
