using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ServerlessProxy.Tests;

namespace ServerlessProxy.Forwarder.Tests;

/// <summary>
/// Checks rules in the result itself and in the request that the backend receives, where a gateway or a client could
/// hide a defect.
/// </summary>
public sealed class RuleTests
{
    private const string Secret = "tell-no-one";
    private const string TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    public static TheoryData<EventType, string> HopByHopHeaders()
    {
        var rows = new TheoryData<EventType, string>();
        foreach (var type in new[] { EventType.Rest, EventType.Http })
        {
            string[] names =
            [
                "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authentication-Info",
                "Proxy-Authorization", "TE", "Trailer", "Upgrade", "HTTP2-Settings", "Expect", "Transfer-Encoding",
                "connection", "X-Named", "x-named-too",
            ];
            Array.ForEach(names, name => rows.Add(type, name));
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(HopByHopHeaders))]
    public async Task F07_HopByHopHeader_PassesNeitherWay(EventType type, string name)
    {
        var sent = name is "Transfer-Encoding" or "connection" ? "X-Other" : name;
        using var backend = new RawBackend(
            "HTTP/1.1 200 OK\nConnection: close, x-NAMED\nConnection: , X-Named-Too\n"
                + $"{sent}: {Secret}\nContent-Length: 0\n\n");
        using var function = new FunctionUnderTest(type, backend.Address);
        var answered = await function.GetAsync();
        Assert.Equal(200, answered.Status);
        Assert.DoesNotContain(answered.Headers, header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(
            answered.Headers,
            header => header.Key.Equals("Connection", StringComparison.OrdinalIgnoreCase));

        await using var received = await ReceivedRequests.StartAsync();
        using var other = new FunctionUnderTest(type, received.Url);
        await other.SendAsync(
            new Request
            {
                Method = "POST",
                Headers = [new("Connection", "x-NAMED , , X-Named-Too"), new(name, Secret)],
                Body = [1],
            });
        Assert.DoesNotContain(
            received.Single().Headers,
            header => header.Value.Contains(Secret, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F07_TransferEncodingOfTheCaller_DoesNotReachTheBackend(EventType type)
    {
        await using var backend = await ReceivedRequests.StartAsync();
        using var function = new FunctionUnderTest(type, backend.Url);
        await function.SendAsync(
            new Request
            {
                Method = "POST",
                Headers = [new("Transfer-Encoding", "chunked"), new("Content-Length", "999")],
                Body = [1, 2, 3],
            });
        Assert.DoesNotContain("Transfer-Encoding", backend.Single().Headers.Keys);
        Assert.Equal("3", backend.Single().Headers["Content-Length"]);
    }

    /// <summary>.NET 8 supports targets of up to 65,519 characters. Later versions have no limit.</summary>
    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F02_TargetThatIsTooLong_Is400(EventType type)
    {
        // The target is checked before a connection is opened.
        using var function = new FunctionUnderTest(type, "http://127.0.0.1:1");
        foreach (var length in new[] { 60_000, 65_400, 65_500, 65_519, 65_520, 66_000, 200_000, 1_000_000 })
        {
            var text = new string('a', length);
            foreach (
                var request in new[]
                {
                    new Request { Path = "/" + text },
                    new Request { Query = [new("q", text)] },
                })
            {
                Assert.Equal(
                    length > 65_500 && Environment.Version.Major < 10 ? 400 : 502,
                    (await function.SendAsync(request)).Status);
            }
        }
    }

    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F06_RequestWithoutHeaders_GetsOnlyTheProxysOwn(EventType type)
    {
        await using var backend = await ReceivedRequests.StartAsync();
        using var function = new FunctionUnderTest(type, backend.Url);
        await function.GetAsync();
        Assert.Equal(
            ["Forwarded", "Host", "Via", "X-Forwarded-For", "X-Forwarded-Port", "X-Forwarded-Proto", "X-Request-Id"],
            backend.Single().Headers.Keys.Order(StringComparer.Ordinal),
            StringComparer.OrdinalIgnoreCase);
    }

    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F06_EmptyAndRepeatedValues_ReachTheBackend(EventType type)
    {
        await using var backend = await ReceivedRequests.StartAsync();
        using var function = new FunctionUnderTest(type, backend.Url);
        await function.SendAsync(new Request
        {
            Method = "POST",
            Headers =
            [
                new("X-Empty", ""), new("X-Empty", ""), new("Content-Language", "de"), new("Content-Language", "en"),
            ],
            Body = [1],
        });
        Assert.Equal(",", backend.Single().Headers["X-Empty"].Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal("de,en", backend.Single().Headers["Content-Language"].Replace(" ", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task F06_RepeatedCookieHeaders_BecomeOne()
    {
        await using var backend = await ReceivedRequests.StartAsync();
        using var function = new FunctionUnderTest(EventType.Rest, backend.Url);
        await function.SendAsync(new Request { Headers = [new("Cookie", "a=1"), new("Cookie", "b=2")] });
        Assert.Equal("a=1; b=2", backend.Single().Headers["Cookie"]);
    }

    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F11_BodyOfAnyMethod_ReachesTheBackend(EventType type)
    {
        foreach (var method in new[] { "GET", "DELETE", "OPTIONS", "X-CUSTOM", "POST" })
        {
            var length = method == "POST" ? 4_000_000 : 10;
            var body = Enumerable.Range(0, length).Select(index => (byte)(index * 7)).ToArray();
            await using var backend = await ReceivedRequests.StartAsync();
            using var function = new FunctionUnderTest(type, backend.Url);
            await function.SendAsync(new Request { Method = method, Body = body });
            Assert.Equal(method, backend.Single().Method);
            Assert.Equal(body, backend.Single().Body);
            Assert.Equal($"{length}", backend.Single().Headers["Content-Length"]);
        }
    }

    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F23_EmptyAndContentHeaders_ReachTheCaller(EventType type)
    {
        using var backend = new RawBackend(
            "HTTP/1.1 200 OK\nX-Empty:\nX-Two:\nX-Two:\nContent-Language: de\nContent-Language: en\n"
                + "Allow: GET\nAllow: POST\nContent-Disposition: inline\n"
                + "Last-Modified: not a date\nExpires: 0\nContent-Length: 2\n\nok");
        using var function = new FunctionUnderTest(type, backend.Address);
        var result = await function.GetAsync();
        Assert.Equal(
            ["", ",", "de,en", "GET,POST", "inline", "not a date", "0"],
            new[] { "X-Empty", "X-Two", "Content-Language", "Allow", "Content-Disposition", "Last-Modified", "Expires" }
                .Select(name => result.Headers.Where(header => header.Key == name))
                .Select(headers => string.Join(',', headers.Select(header => header.Value))));
        Assert.Contains(result.Headers, header => header.Key == "X-Empty");
    }

    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F12_TraceOfTheCaller_ReachesTheBackend_AndNoneIsInvented(EventType type)
    {
        using var activity = new System.Diagnostics.Activity("of this process").Start();
        await using var backend = await ReceivedRequests.StartAsync();
        using var function = new FunctionUnderTest(type, backend.Url);
        await function.GetAsync();
        Assert.DoesNotContain("traceparent", backend.Single().Headers.Keys);

        await using var other = await ReceivedRequests.StartAsync();
        using var second = new FunctionUnderTest(type, other.Url);
        KeyValuePair<string, string>[] headers =
            [new("traceparent", TraceParent), new("X-Amzn-Trace-Id", "Root=1-1"), new("X-Request-Id", "mine")];
        await second.SendAsync(new Request { Headers = headers });
        Assert.All(headers, header => Assert.Equal(header.Value, other.Single().Headers[header.Key]));
    }

    /// <summary>
    /// The backend's records belong to the trace of Lambda's segment, even if the caller or API Gateway sent another
    /// trace id. The function forwards the W3C headers unchanged, because it does not take part in that trace.
    /// </summary>
    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F12_TraceOfLambda_ReplacesThatOfTheEvent(EventType type)
    {
        const string lambdas = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
        foreach (var sent in new string?[] { null, "X-Amzn-Trace-Id", "x-amzn-trace-id" })
        {
            await using var backend = await ReceivedRequests.StartAsync();
            using var function = new FunctionUnderTest(type, backend.Url, trace: lambdas);
            KeyValuePair<string, string>[] w3c =
                [new("traceparent", TraceParent), new("tracestate", "congo=t61rcWkgMzE,rojo=00f067aa0ba902b7")];
            KeyValuePair<string, string>[] ofCaller =
                sent is null ? [] : [new(sent, "Root=1-67891233-abcdef012345678912345678;Sampled=0")];
            await function.SendAsync(new Request { Headers = [.. w3c, .. ofCaller] });
            var headers = backend.Single().Headers;
            Assert.Equal(lambdas, headers["X-Amzn-Trace-Id"]);
            Assert.All(w3c, header => Assert.Equal(header.Value, headers[header.Key]));
        }
    }

    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F06_ValuesThatAreNotAscii_AreSentAsUtf8(EventType type)
    {
        await using var backend = await ReceivedRequests.StartAsync(context =>
        {
            context.Response.Headers["X-Name"] = "Jürgen ☃";
            return Task.CompletedTask;
        });
        using var function = new FunctionUnderTest(type, backend.Url);
        var result = await function.SendAsync(new Request { Headers = [new("X-Name", "Jürgen ☃")] });
        Assert.Equal("Jürgen ☃", backend.Single().Headers["X-Name"]);
        Assert.Equal(["Jürgen ☃"], result.Values("X-Name"));
    }

    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F30_HeaderThatCannotBeSent_IsRefusedOrDropped(EventType type)
    {
        await using var backend = await ReceivedRequests.StartAsync();
        using var function = new FunctionUnderTest(type, backend.Url);
        foreach (var value in new[] { "a\r\nX-Evil: b", "a\nb", "a\0b" })
        {
            Assert.Equal(400, (await function.SendAsync(new Request { Headers = [new("X-A", value)] })).Status);
        }

        Assert.Equal(
            200,
            (await function.SendAsync(new Request { Headers = [new("no token", "x"), new("", "x")] })).Status);
        Assert.DoesNotContain(backend.Single().Headers, header => header.Value == "x");
    }

    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F11_EmptyBodyThatIsAnnounced_IsAnEmptyBody(EventType type)
    {
        await using var backend = await ReceivedRequests.StartAsync();
        using var function = new FunctionUnderTest(type, backend.Url);
        var json = type.Make(
            new Request { Method = "PUT", Headers = [new("Content-Length", "0"), new("Content-Type", "text/plain")] });
        json["body"] = "";
        await function.InvokeAsync(json);
        Assert.Equal("0", backend.Single().Headers["Content-Length"]);
        Assert.Equal("text/plain", backend.Single().Headers["Content-Type"]);
    }

    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F11_WithoutABody_ItsHeadersAreDropped(EventType type)
    {
        foreach (var method in new[] { "GET", "PUT" })
        {
            await using var backend = await ReceivedRequests.StartAsync();
            using var function = new FunctionUnderTest(type, backend.Url);
            await function.SendAsync(
                new Request
                {
                    Method = method,
                    Headers =
                    [
                        new("Content-Type", "text/plain"),
                        new("Content-Encoding", "gzip"),
                        new("Content-Custom", "x"),
                    ],
                });
            Assert.DoesNotContain(
                backend.Single().Headers.Keys,
                name => name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) && name != "Content-Length");
        }
    }

    [Theory]
    [InlineData("HEAD", "HTTP/1.1 200 OK\nContent-Length: 5\nContent-Type: text/plain\n\n", true)]
    [InlineData("HEAD", "HTTP/1.1 200 OK\nContent-Length: 5\n\n", false)]
    [InlineData("GET", "HTTP/1.1 204 No Content\n\n", false)]
    [InlineData("GET", "HTTP/1.1 304 Not Modified\nContent-Length: 5\n\n", false)]
    public async Task F24_ResultWithoutABody_HasNoInventedHeaders(string method, string answer, bool hasContentType)
    {
        foreach (var type in new[] { EventType.Rest, EventType.Http })
        {
            using var backend = new RawBackend(answer);
            using var function = new FunctionUnderTest(type, backend.Address);
            var result = await function.SendAsync(new Request { Method = method });
            Assert.Empty(result.Body);
            Assert.False(result.IsBase64Encoded);
            Assert.Empty(result.Values("Content-Length"));
            Assert.Equal(hasContentType ? ["text/plain"] : [], result.Values("Content-Type"));
        }
    }

    [Theory]
    [InlineData("text/plain", "abc", false)]
    [InlineData("TEXT/HTML; charset=UTF-8", "abc", false)]
    [InlineData("application/json; charset=\"utf-8\"", "{}", false)]
    [InlineData("application/problem+json", "{}", false)]
    [InlineData("image/svg+xml", "<svg/>", false)]
    [InlineData("application/xml", "<a/>", false)]
    [InlineData("application/javascript", "1", false)]
    [InlineData("application/x-www-form-urlencoded", "a=1", false)]
    [InlineData("text/plain; charset=iso-8859-1", "abc", true)]
    [InlineData("application/octet-stream", "abc", true)]
    [InlineData("image/png", "abc", true)]
    [InlineData("nonsense", "abc", true)]
    [InlineData(null, "abc", true)]
    [InlineData("text/plain", "\u00FC", true)]
    [InlineData("text/plain", "\u00EF\u00BB\u00BFabc", true)]
    public async Task F22_Body_IsTextOnlyIfThatIsLossless(string? contentType, string latin1, bool isBase64)
    {
        foreach (var type in new[] { EventType.Rest, EventType.Http })
        {
            await using var backend = await ReceivedRequests.StartAsync(context =>
            {
                context.Response.ContentType = contentType;
                return context.Response.Body.WriteAsync(Encoding.Latin1.GetBytes(latin1)).AsTask();
            });
            using var function = new FunctionUnderTest(type, backend.Url);
            var result = await function.GetAsync();
            Assert.Equal(isBase64, result.IsBase64Encoded);
            Assert.Equal(Encoding.Latin1.GetBytes(latin1), result.Body);
        }
    }

    [Theory]
    [InlineData(60_000, false)]
    [InlineData(70_000, true)]
    [InlineData(4_600_000, true)]
    [InlineData(4_700_000, false)]
    public async Task F22_LargeTextThatJsonEscapes_IsBase64IfThatFits(int length, bool isBase64)
    {
        foreach (var type in new[] { EventType.Rest, EventType.Http })
        {
            await using var backend = await ReceivedRequests.StartAsync(context =>
            {
                context.Response.ContentType = "text/plain";
                return context.Response.WriteAsync(new string('x', length - 1) + "\n");
            });
            using var function = new FunctionUnderTest(type, backend.Url);
            var result = await function.GetAsync();
            Assert.Equal(200, result.Status);
            Assert.Equal(isBase64, result.IsBase64Encoded);
            Assert.Equal(length, result.Body.Length);
        }
    }

    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F40_CookieOfTheBackend_IsNotSentBackByTheProxy(EventType type)
    {
        var sent = new List<string?>();
        await using var backend = await ReceivedRequests.StartAsync(context =>
        {
            sent.Add(context.Request.Headers.Cookie);
            context.Response.Headers.SetCookie = "session=of-another-caller";
            return Task.CompletedTask;
        });
        using var function = new FunctionUnderTest(type, backend.Url);
        await function.GetAsync();
        await function.GetAsync();
        Assert.Equal(["", ""], sent.Select(cookie => cookie ?? ""));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    [InlineData("DELETE")]
    public async Task F11_RequestWithoutABody_HasNoLength(string method)
    {
        foreach (var type in new[] { EventType.Rest, EventType.Http })
        {
            await using var backend = await ReceivedRequests.StartAsync();
            using var function = new FunctionUnderTest(type, backend.Url);
            await function.SendAsync(new Request { Method = method });
            Assert.DoesNotContain("Content-Length", backend.Single().Headers.Keys);
        }
    }

    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F09_CallersClaims_AreReplacedEachAndAll(EventType type)
    {
        await using var backend = await ReceivedRequests.StartAsync();
        using var function = new FunctionUnderTest(type, backend.Url);
        string[] claims = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port"];
        await function.SendAsync(
            new Request
            {
                Headers =
                [
                    new("Host", "hooks.example.com"),
                    .. claims.Select(name => KeyValuePair.Create(name, "a-claim")),
                ],
            });
        Assert.DoesNotContain(
            backend.Single().Headers.Values,
            value => value.Contains("a-claim", StringComparison.Ordinal));
        Assert.Equal("hooks.example.com", backend.Single().Headers["X-Forwarded-Host"]);
        Assert.Equal(new Uri(backend.Url).Authority, backend.Single().Headers["Host"]);
    }

    [Theory]
    [InlineData("hooks.example.com:8443", ";host=\"hooks.example.com:8443\"")]
    [InlineData("[2001:db8::1]", ";host=\"[2001:db8::1]\"")]
    [InlineData("a\"b", "")]
    [InlineData("a b", "")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public async Task F09_Forwarded_ContainsOnlyAValidHost(string? host, string expected)
    {
        foreach (var type in new[] { EventType.Rest, EventType.Http })
        {
            await using var backend = await ReceivedRequests.StartAsync();
            using var function = new FunctionUnderTest(type, backend.Url);
            await function.SendAsync(new Request { Headers = host is null ? [] : [new("Host", host)] });
            Assert.Equal($"for=192.0.2.1{expected};proto=https", backend.Single().Headers["Forwarded"]);
        }
    }

    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F22_TextOfAnyContentCoding_IsBase64(EventType type)
    {
        await using var backend = await ReceivedRequests.StartAsync(context =>
        {
            context.Response.ContentType = "text/plain";
            context.Response.Headers.ContentEncoding = "x-rot13";
            return context.Response.WriteAsync("uryyb");
        });
        using var function = new FunctionUnderTest(type, backend.Url);
        Assert.True((await function.GetAsync()).IsBase64Encoded);
    }

    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F50_SecretsOfRequestAndResponse_AreInNoLogLine(EventType type)
    {
        await using var backend = await ReceivedRequests.StartAsync(context =>
        {
            context.Response.Headers["X-Secret"] = Secret;
            context.Response.Headers.SetCookie = $"session={Secret}";
            return context.Response.WriteAsync(Secret);
        });
        var request = new Request
        {
            Method = "POST",
            Path = "/seen",
            Query = [new(Secret, Secret)],
            Headers =
            [
                .. new[] { "Authorization", "X-Api-Key", "X-Hub-Signature-256", "User-Agent", "Host" }
                    .Select(name => KeyValuePair.Create(name, Secret)),
            ],
            Cookies = [$"session={Secret}"],
            Body = Encoding.UTF8.GetBytes(Secret),
        };
        var failing = request with { Headers = [new("X-A", $"{Secret}\n")] };
        using var malformed = new RawBackend($"HTTP/1.1 200 OK\n{Secret} without a colon\n\n");
        using var badStatus = new RawBackend($"HTTP/1.1 {Secret}\n\n");

        (string Url, Request Request, int Status)[] cases =
        [
            (backend.Url, request, 200),
            (backend.Url, failing, 400),
            (malformed.Address, request, 502),
            (badStatus.Address, request, 502),
            ("http://127.0.0.1:1", request, 502),
        ];
        foreach (var (url, sent, status) in cases)
        {
            using var function = new FunctionUnderTest(type, url);
            Assert.Equal(status, (await function.SendAsync(sent)).Status);
            var line = Assert.Single(function.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries));
            Assert.DoesNotContain(Secret, line, StringComparison.Ordinal);

            using var json = JsonDocument.Parse(line);
            Assert.Equal(status, json.RootElement.GetProperty("status").GetInt32());
            Assert.Equal("POST", json.RootElement.GetProperty("method").GetString());
            Assert.Equal("/seen", json.RootElement.GetProperty("path").GetString());
            Assert.Equal(Secret.Length, json.RootElement.GetProperty("bytesIn").GetInt32());
            Assert.True(json.RootElement.GetProperty("durationMs").GetDouble() >= 0);
            Assert.Equal(status is 200 or 502, json.RootElement.TryGetProperty("backendMs", out _));
            Assert.Equal(status != 200, json.RootElement.TryGetProperty("error", out _));
        }
    }
}
