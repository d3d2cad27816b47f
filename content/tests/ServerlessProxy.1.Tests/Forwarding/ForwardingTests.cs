using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ServerlessProxy.Tests;

/// <summary>The forwarding contract, from a client's request to a backend and back. A test's name begins with its rule's number.</summary>
public abstract class ForwardingTests
{
    /// <summary>The API type under test.</summary>
    protected abstract Api Api { get; }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    [InlineData("HEAD")]
    [InlineData("PROPFIND")]
    [InlineData("X-custom")]
    public async Task F01_Method_PassesAsItCame(string method)
    {
        await using var proxy = await TestProxy.StartAsync(Api);
        Assert.Equal(method, (await proxy.ForwardAsync(method, "/x")).Method);
    }

    [Theory]
    [InlineData("//evil.example/x", "/base//evil.example/x")]
    [InlineData("/@evil.example/", "/base/@evil.example/")]
    [InlineData("/:80@evil.example/", "/base/:80@evil.example/")]
    [InlineData("/http://evil.example/", "/base/http://evil.example/")]
    [InlineData("/a%", "/base/a%25")]
    [InlineData("/a%zz", "/base/a%25zz")]
    public async Task F02_Target_NeverLeavesTheBackend(string target, string expected)
    {
        await using var proxy = await TestProxy.StartAsync(Api, url: "/base");
        Assert.Equal(expected, (await proxy.ForwardAsync("GET", target)).Target);
    }

    [Theory]
    [InlineData("/..")]
    [InlineData("/../x")]
    [InlineData("/a/../../x")]
    [InlineData("/%2e%2e/x")]
    [InlineData("/.%2E/x")]
    [InlineData("/..%2fx")]
    [InlineData("/a%5c..%5cx")]
    [InlineData("/..;a=b/x")]
    [InlineData("/%252e%252e/x")]
    [InlineData("/%25252e%25252e/x")]
    [InlineData("/..%252fx")]
    [InlineData("/..%00/x")]
    [InlineData("/..%20/x")]
    [InlineData("/..%09/x")]
    [InlineData("/..%3bx/y")]
    [InlineData("/..%2500")]
    [InlineData("/%c0%ae%c0%ae/x")]
    [InlineData("/%C0%AE./x")]
    [InlineData("/..%c0%afx")]
    [InlineData("/..%c1%9cx")]
    [InlineData("/%25c0%25ae/x")]
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
    public async Task F03_Path_IsAppendedAsTheCallerWroteIt(string url, string target, string expected)
    {
        await using var proxy = await TestProxy.StartAsync(Api, url: url);
        Assert.Equal(expected, (await proxy.ForwardAsync("GET", target)).Target);
    }

    [Theory]
    [InlineData("", "?a=1&b=2", "/?a=1&b=2")]
    [InlineData("", "?a=1&a=2&a=1", "/?a=1&a=2&a=1")]
    [InlineData("", "?a=", "/?a=")]
    [InlineData("", "?a=%26%3D%2B%25%20%C3%BC", "/?a=%26%3D%2B%25%20%C3%BC")]
    [InlineData("?key=1", "", "/?key=1")]
    [InlineData("/base?key=1", "?a=2", "/base?key=1&a=2")]
    public async Task F05_Query_IsKept(string url, string target, string expected)
    {
        await using var proxy = await TestProxy.StartAsync(Api, url: url);
        Assert.Equal(expected, (await proxy.ForwardAsync("GET", target)).Target);
    }

    [Fact]
    public async Task F06_AllValuesOfAllHeaders_ReachTheBackend()
    {
        await using var proxy = await TestProxy.StartAsync(Api);
        var request = await proxy.ForwardAsync("GET", "/", message =>
        {
            message.Headers.TryAddWithoutValidation("X-Many", ["one", "two"]);
            message.Headers.TryAddWithoutValidation("X-Empty", "");
            message.Headers.TryAddWithoutValidation("If-Modified-Since", "not a date");
            message.Headers.TryAddWithoutValidation("User-Agent", "a/1 (b; c) {d}");
            message.Headers.TryAddWithoutValidation("Cookie", ["a=1", "b=2"]);
        });

        Assert.Equal("one,two", request.Headers["X-Many"].Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal("", request.Headers["X-Empty"]);
        Assert.Equal("not a date", request.Headers["If-Modified-Since"]);
        Assert.Equal("a/1 (b; c) {d}", request.Headers["User-Agent"]);
        Assert.Equal("a=1; b=2", request.Headers["Cookie"]);
    }

    [Theory]
    [InlineData("Keep-Alive")]
    [InlineData("Proxy-Connection")]
    [InlineData("Proxy-Authenticate")]
    [InlineData("Proxy-Authentication-Info")]
    [InlineData("proxy-authorization")]
    [InlineData("TE")]
    [InlineData("Trailer")]
    [InlineData("Upgrade")]
    [InlineData("HTTP2-Settings")]
    [InlineData("X-Named-By-Connection")]
    public async Task F07_HopByHopHeaders_DoNotReachTheBackend(string name)
    {
        await using var proxy = await TestProxy.StartAsync(Api);
        var request = await proxy.ForwardAsync("GET", "/", message =>
        {
            message.Headers.TryAddWithoutValidation("Connection", "x-named-by-connection");
            message.Headers.TryAddWithoutValidation(name, "trailers");
        });
        Assert.DoesNotContain(name, request.Headers.Keys, StringComparer.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("Keep-Alive")]
    [InlineData("Proxy-Authenticate")]
    [InlineData("Trailer")]
    [InlineData("Alt-Svc")]
    [InlineData("X-Named-By-Connection")]
    public async Task F07_HopByHopHeaders_DoNotReachTheCaller(string name)
    {
        await using var proxy = await TestProxy.StartAsync(Api, context =>
        {
            context.Response.Headers.Connection = "X-Named-By-Connection";
            context.Response.Headers[name] = "x";
            return Task.CompletedTask;
        });
        using var response = await proxy.SendAsync("GET", "/");
        Assert.DoesNotContain(name, response.Headers.Select(field => field.Key), StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task F08_Host_IsTheBackends_AndTheCallersIsForwarded()
    {
        await using var proxy = await TestProxy.StartAsync(Api);
        var request = await proxy.ForwardAsync("GET", "/", message => message.Headers.Host = "hooks.example.com");
        Assert.StartsWith("127.0.0.1:", request.Headers["Host"], StringComparison.Ordinal);
        Assert.Equal("hooks.example.com", request.Headers["X-Forwarded-Host"]);
    }

    [Theory]
    [InlineData("X-Forwarded-User")]
    [InlineData("x-forwarded-groups")]
    [InlineData("X_Forwarded_For")]
    [InlineData("X-Real-IP")]
    [InlineData("X-Original-URL")]
    [InlineData("X_REMOTE_USER")]
    [InlineData("X-WebAuth-User")]
    public async Task F09_IdentityHeaders_DoNotReachTheBackend(string name)
    {
        await using var proxy = await TestProxy.StartAsync(Api);
        var request = await proxy.ForwardAsync(
            "GET",
            "/",
            message => message.Headers.TryAddWithoutValidation(name, "admin"));
        Assert.DoesNotContain("admin", request.Headers.Values);
    }

    [Fact]
    public async Task F09_ForwardedHeaders_SayWhatTheGatewaySays()
    {
        await using var proxy = await TestProxy.StartAsync(Api);
        var request = await proxy.ForwardAsync("GET", "/", message =>
        {
            message.Headers.TryAddWithoutValidation("X-Forwarded-For", "203.0.113.9");
            message.Headers.TryAddWithoutValidation("X-Forwarded-Proto", "ftp");
            message.Headers.TryAddWithoutValidation("Forwarded", "for=203.0.113.9");
            message.Headers.TryAddWithoutValidation("Via", "1.0 other");
        });
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
        await using var proxy = await TestProxy.StartAsync(Api, rules: rules => rules with
        {
            GatewayCredentials = GatewayCredentials.ByAuth[auth],
        });
        string[] credentials = ["X-API-Key", "Authorization", "X-Amz-Security-Token"];
        var request = await proxy.ForwardAsync(
            "GET",
            "/",
            message => Array.ForEach(credentials, name => message.Headers.TryAddWithoutValidation(name, "a credential"))
        );
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
    public async Task F10_SignatureInTheQuery_StopsAtTheProxy(string auth, string query, string expected)
    {
        await using var proxy = await TestProxy.StartAsync(Api, rules: rules => rules with
        {
            GatewayCredentials = GatewayCredentials.ByAuth[auth],
        });
        Assert.Equal(expected, (await proxy.ForwardAsync("GET", "/" + query)).Target);
    }

    [Fact]
    public async Task Caller_IsKnownByTheAddressThatTheGatewaySaw_NeverByItsOwnWord()
    {
        await using var here = await TestProxy.StartAsync(
            Api,
            callers: CallerPolicy.Anyone with
            {
                AllowedNetworks = [IPNetwork.Parse("127.0.0.0/8")],
            });
        Assert.Equal(
            "/x",
            (
                await here.ForwardAsync("GET", "/x", message => message.Headers.Add("X-Forwarded-For", "198.51.100.7"))
            ).Target);

        await using var elsewhere = await TestProxy.StartAsync(Api, callers: CallerPolicy.Anyone with { AllowedNetworks = [IPNetwork.Parse("198.51.100.0/24")] });
        using var refused = await elsewhere.SendAsync("GET", "/x", message =>
        {
            message.Headers.Add("X-Forwarded-For", "198.51.100.7");
            message.Headers.Add("Forwarded", "for=198.51.100.7");
        });
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Empty(elsewhere.Received);
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
        var request = await proxy.ForwardAsync("POST", "/", message =>
        {
            message.Content = new ByteArrayContent(body);
            if (contentType is not null)
            {
                message.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
                message.Content.Headers.TryAddWithoutValidation("Content-Language", "de");
            }
        });
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
        var request = await proxy.ForwardAsync(
            "GET",
            "/",
            message => message.Headers.TryAddWithoutValidation("X-Request-Id", "mine"));
        Assert.Equal("mine", request.Headers["X-Request-Id"]);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(404)]
    [InlineData(418)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(599)]
    public async Task F20_Status_PassesAsItIs(int status)
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

    [Fact]
    public async Task F21_CompressedBody_ArrivesCompressed()
    {
        byte[] gzip = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x4B, 4, 0, 0x43, 0xBE, 0xB7, 0xE8, 1, 0, 0, 0];
        await using var proxy = await TestProxy.StartAsync(
            Api,
            context =>
            {
                context.Response.ContentType = "application/json";
                context.Response.Headers.ContentEncoding = "gzip";
                return context.Response.Body.WriteAsync(gzip).AsTask();
            });
        using var response = await proxy.SendAsync(
            "GET",
            "/",
            message => message.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip"));
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
        await using var proxy = await TestProxy.StartAsync(Api, context =>
        {
            context.Response.Headers.SetCookie = new(["a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT", "b=2"]);
            context.Response.Headers["X-Many"] = new(["one", "two"]);
            return Task.CompletedTask;
        });
        using var response = await proxy.SendAsync("GET", "/");
        Assert.Equal(["a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT", "b=2"], response.Headers.GetValues("Set-Cookie"));
        Assert.Equal("one,two", string.Join(",", response.Headers.GetValues("X-Many")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no http at all\n\n")]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 10\n\nshort")]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 5\nContent-Length: 6\n\n12345")]
    [InlineData("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5\n12")]
    public async Task F32_MalformedOrShortResponse_Is502(string answer)
    {
        using var backend = new RawBackend(answer);
        await using var proxy = await TestProxy.StartBeforeAsync(Api, backend.Address);
        await AssertErrorAsync(await proxy.SendAsync("GET", "/"), HttpStatusCode.BadGateway);
    }

    [Fact]
    public async Task F32_RefusedConnection_Is502()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://{listener.LocalEndpoint}";
        listener.Stop();

        await using var proxy = await TestProxy.StartBeforeAsync(Api, address);
        await AssertErrorAsync(await proxy.SendAsync("POST", "/"), HttpStatusCode.BadGateway);
    }

    [Fact]
    public async Task F32_UnknownHost_Is502()
    {
        await using var proxy = await TestProxy.StartBeforeAsync(Api, "http://no-such-host.invalid");
        await AssertErrorAsync(await proxy.SendAsync("GET", "/"), HttpStatusCode.BadGateway);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345")]
    public async Task F33_BackendThatStalls_Is504(string beginning)
    {
        using var backend = new RawBackend(
            async (stream, cancellationToken) =>
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(beginning), cancellationToken);
                await Task.Delay(Timeout.Infinite, cancellationToken);
            });
        await using var proxy = await TestProxy.StartBeforeAsync(
            Api,
            backend.Address,
            settings => settings with { BackendTimeout = TimeSpan.FromMilliseconds(300) });
        await AssertErrorAsync(await proxy.SendAsync("GET", "/"), HttpStatusCode.GatewayTimeout);
    }

    [Fact]
    public async Task F50_Log_HasOneLineARequest_AndNoSecretOfIt()
    {
        await using var proxy = await TestProxy.StartAsync(Api, context =>
        {
            context.Response.Headers["X-Secret"] = "tell-no-one";
            return context.Response.WriteAsync("tell-no-one");
        });
        using var response = await proxy.SendAsync("POST", "/a/b?c=tell-no-one", message =>
        {
            message.Content = new StringContent("tell-no-one");
            message.Headers.TryAddWithoutValidation("Authorization", "tell-no-one");
        });

        var line = Assert.Single(proxy.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain("tell-no-one", line, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(line);
        Assert.Equal("POST", json.RootElement.GetProperty("method").GetString());
        Assert.Equal("/a/b", json.RootElement.GetProperty("path").GetString());
        Assert.Equal(200, json.RootElement.GetProperty("status").GetInt32());
        Assert.Equal(11, json.RootElement.GetProperty("bytesIn").GetInt32());
        Assert.Equal(11, json.RootElement.GetProperty("bytesOut").GetInt32());

        // What the alarms look for.
        var directive = json.RootElement.GetProperty("_aws").GetProperty("CloudWatchMetrics")[0];
        Assert.Equal("ServerlessProxy", directive.GetProperty("Namespace").GetString());
        Assert.Equal("""[["FunctionName"]]""", directive.GetProperty("Dimensions").GetRawText());
        Assert.Equal("test-forward", json.RootElement.GetProperty("FunctionName").GetString());
        var metrics = directive
            .GetProperty("Metrics")
            .EnumerateArray()
            .Select(metric => metric.GetProperty("Name").GetString()!)
            .ToList();
        Assert.Equal(["durationMs", "backendMs", "bytesIn", "bytesOut"], metrics);
        Assert.All(
            metrics,
            metric => Assert.Equal(JsonValueKind.Number, json.RootElement.GetProperty(metric).ValueKind));
    }

    private static async Task AssertErrorAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        using (response)
        {
            var body = await response.Content.ReadAsStringAsync();
            Assert.Equal(expected, response.StatusCode);
            using var json = JsonDocument.Parse(body);
            Assert.Equal(
                ["message", "requestId"],
                json.RootElement.EnumerateObject().Select(property => property.Name));
            Assert.DoesNotContain("127.0.0.1", body, StringComparison.Ordinal);
        }
    }
}
