using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ServerlessProxy;
using ServerlessProxy.LocalGateway;
using ServerlessProxy.Tests;

namespace ServerlessProxy.Forwarder.Tests.Queue;

/// <summary>Checks which requests count as delivered, and which are sent again.</summary>
public sealed class DelivererTests
{
    private const string FieldsOfMessage =
        "\"deliveryId\":\"x\",\"receivedAt\":\"2026-11-22T10:00:00+00:00\",\"requestId\":null,\"sourceIp\":null,"
        + "\"method\":\"POST\",\"path\":\"/\",\"query\":\"\",\"headers\":[]";

    [Theory]
    [InlineData(null, 200, true)]
    [InlineData("", 299, true)]
    [InlineData(null, 101, false)]
    [InlineData(null, 199, false)]
    [InlineData(null, 300, false)]
    [InlineData(null, 301, false)]
    [InlineData(null, 304, false)]
    [InlineData(null, 401, false)]
    [InlineData(null, 403, false)]
    [InlineData(null, 404, false)]
    [InlineData(null, 410, false)]
    [InlineData(null, 429, false)]
    [InlineData(null, 500, false)]
    [InlineData(null, 599, false)]
    [InlineData("2xx,404", 404, true)]
    [InlineData("2xx, 404", 204, true)]
    [InlineData("2xx,404", 403, false)]
    [InlineData("2xx,404", 405, false)]
    [InlineData("404", 200, true)]
    [InlineData("3xx,4xx", 300, true)]
    [InlineData("3xx,4xx", 499, true)]
    [InlineData("3xx,4xx", 500, false)]
    [InlineData("5xx", 599, true)]
    [InlineData("5xx", 600, false)]
    [InlineData("3xx", 199, false)]
    [InlineData("204,503", 503, true)]
    [InlineData("204,503", 502, false)]
    public void Q10_Only2xxAndDeliveredStatuses_CountAsDelivered(string? setting, int status, bool delivered) =>
        Assert.Equal(delivered, DeliveredStatuses.Parse(setting).Contains(status));

    [Theory]
    [InlineData("1xx")]
    [InlineData("6xx")]
    [InlineData("99")]
    [InlineData("199")]
    [InlineData("600")]
    [InlineData("2xx;404")]
    [InlineData("40x")]
    [InlineData("4XX")]
    [InlineData("+40")]
    [InlineData("all")]
    public void Q10_ItemThatIsNotAStatus_IsRejectedByName(string item)
    {
        var exception = Assert.Throws<ConfigurationException>(() => DeliveredStatuses.Parse($"2xx,{item}"));
        Assert.StartsWith(
            $"DELIVERED_STATUSES: \"{item}\" is not a status. Use ",
            exception.Message,
            StringComparison.Ordinal);
    }

    /// <summary>Most of these bodies are larger than the forwarder can return. Some have no length.</summary>
    [Theory]
    [InlineData(500, 7_000_000, true, false)]
    [InlineData(503, 7_000_000, false, false)]
    [InlineData(429, 7_000_000, true, false)]
    [InlineData(404, 70_000, true, false)]
    [InlineData(200, 7_000_000, true, true)]
    [InlineData(200, 7_000_000, false, true)]
    [InlineData(200, 70_000, false, true)]
    public async Task Q26_StatusDecides_WhateverTheSizeOfTheBody(int status, int bytes, bool hasLength, bool delivered)
    {
        await using var backend = await ReceivedRequests.StartAsync(async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentLength = hasLength ? bytes : null;
            await context.Response.Body.WriteAsync(new byte[bytes], context.RequestAborted);
        });
        await using var proxy = await ProxyWithQueue.StartAsync(backend.Url);
        await proxy.SendAsync(new Request { Method = "POST", Path = "/", Body = [1] });
        var (_, failed) = await proxy.DeliverOnceAsync();
        Assert.Equal(delivered ? 0 : 1, failed.Count);
        var line = proxy.Log[^1];
        Assert.Equal(status, line.GetProperty("status").GetInt32());
        Assert.InRange(line.GetProperty("bytesOut").GetInt32(), 64 * 1024, 72 * 1024);
        Assert.False(line.TryGetProperty("error", out _));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 10\n\nhalf", true)]
    [InlineData("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\nbroken", true)]
    [InlineData("HTTP/1.1 500 Error\nContent-Length: 10\n\nhalf", false)]
    [InlineData("HTTP/1.1 200 OK\n", false)]
    public async Task Q27_BodyThatBreaksOff_DoesNotMatterAfterTheStatus(string response, bool delivered)
    {
        using var backend = new RawBackend(response);
        await using var proxy = await ProxyWithQueue.StartAsync(backend.Address);
        await proxy.SendAsync(new Request { Method = "POST", Path = "/", Body = [1] });
        var (_, failed) = await proxy.DeliverOnceAsync();
        Assert.Equal(delivered ? 0 : 1, failed.Count);
    }

    [Fact]
    public async Task Q27_BodyThatDoesNotEnd_IsAbandonedAfterASecond()
    {
        await using var backend = await ReceivedRequests.StartAsync(async context =>
        {
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        await using var proxy = await ProxyWithQueue.StartAsync(
            backend.Url,
            settings: ("BACKEND_TIMEOUT_SECONDS", "20"));
        await proxy.SendAsync(new Request { Method = "POST", Path = "/", Body = [1] });
        var started = Stopwatch.GetTimestamp();
        Assert.Empty((await proxy.DeliverOnceAsync()).Failed);
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0.9, 10);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(11)]
    [InlineData(0)]
    public void Q15_BodyOfAnotherLength_IsNotDelivered(int length) =>
        Assert.Throws<ProxyException>(() =>
            CompressedBody.Decompress(CompressedBody.Compress(new byte[10]).Span, length));

    [Fact]
    public async Task Q28_SmallAnswers_AreReadToTheEnd_AndTheConnectionIsUsedAgain()
    {
        var connections = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>();
        await using var backend = await ReceivedRequests.StartAsync(async context =>
        {
            connections[context.Connection.Id] = true;
            await context.Response.Body.WriteAsync(new byte[50_000]);
        });
        await using var proxy = await ProxyWithQueue.StartAsync(backend.Url);
        for (var number = 0; number < 5; number++)
        {
            await proxy.SendAsync(new Request { Method = "POST", Path = $"/{number}", Body = [1] });
            Assert.Empty((await proxy.DeliverOnceAsync()).Failed);
        }

        Assert.Single(connections);
    }

    [Fact]
    public async Task Q11_Attempts_ComeFromTheFirstQueue_ThenFromTheSecond_AndThenTheRequestIsDead()
    {
        await using var backend = await ReceivedRequests.StartAsync(context =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = "0";
            return Task.CompletedTask;
        });
        var aws = await SharedAws.Instance;
        await using var proxy = await ProxyWithQueue.StartAsync(backend.Url);
        var retry = aws.CreateQueue("retry.fifo", TimeSpan.FromSeconds(2), 3);
        var first = aws.CreateQueue("first.fifo", TimeSpan.FromSeconds(1), 2, retry);
        var queued = new QueuedRequest
        {
            DeliveryId = "one",
            ReceivedAt = DateTimeOffset.UtcNow,
            Request = new GatewayRequest { Method = "POST", Path = "/", Body = [7, 8] },
        };
        var id = first.Send(queued.ToJson(), "group", "one", CompressedBody.Compress([7, 8]).ToArray());
        await using var ofFirst = new EventSourceMapping(first, 10, 1, json => proxy.DeliverAsync(json.ToArray()));
        await using var ofRetry = new EventSourceMapping(retry, 10, 1, json => proxy.DeliverAsync(json.ToArray()));
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (retry.Dead.Count == 0)
        {
            await Task.Delay(20, late.Token);
        }

        Assert.Equal(
            ["1", "2", "1", "2", "3"],
            backend.All.Select(request => request.Headers["X-Proxy-Delivery-Attempt"]));
        Assert.All(backend.All, request => Assert.Equal([7, 8], request.Body));
        var dead = Assert.Single(retry.Dead);
        Assert.Equal((id, "group"), (dead.Id, dead.Group));
        Assert.Empty(first.Dead);
    }

    [Fact]
    public async Task Q12_OneBadMessage_NeverReplaysItsBatch()
    {
        await using var backend = await ReceivedRequests.StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Path == "/3" ? 500 : 200;
            return Task.CompletedTask;
        });
        await using var proxy = await ProxyWithQueue.StartAsync(backend.Url);
        for (var number = 0; number < 10; number++)
        {
            await proxy.SendAsync(new Request { Method = "POST", Path = $"/{number}", Body = [] });
        }

        proxy.Deliver();
        await proxy.EmptyAsync();
        var counts = backend
            .All.GroupBy(request => request.Target)
            .ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal(10, counts.Count);
        Assert.All(counts, count => Assert.Equal(count.Key == "/3" ? 3 : 1, count.Value));
        var dead = Assert.Single(proxy.Queue.Dead);
        Assert.Equal("/3", QueuedRequest.Parse(dead.Text, dead.Body).Request.Path);
        Assert.Equal(
            ["1", "2", "3"],
            backend
                .All.Where(request => request.Target == "/3")
                .Select(request => request.Headers["X-Proxy-Delivery-Attempt"]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public async Task Q13_OrderOfAKey_IsKept_AndOtherKeysDoNotWait(int batchSize)
    {
        var failures = 0;
        await using var backend = await ReceivedRequests.StartAsync(context =>
        {
            // The first request of `a` fails twice.
            context.Response.StatusCode =
                context.Request.Path == "/a/0" && Interlocked.Increment(ref failures) <= 2 ? 503 : 200;
            return Task.CompletedTask;
        });
        await using var proxy = await ProxyWithQueue.StartAsync(
            backend.Url,
            TimeSpan.FromSeconds(1),
            8,
            settings: ("ORDER_BY", "repository"));
        for (var number = 0; number < 5; number++)
        {
            foreach (var repository in new[] { "a", "b" })
            {
                await proxy.SendAsync(
                    new Request
                    {
                        Method = "POST",
                        Path = $"/{repository}/{number}",
                        Body = Encoding.UTF8.GetBytes($$$"""{"repository":{"full_name":"{{{repository}}}"}}"""),
                    });
            }
        }

        proxy.Deliver(batchSize);
        await proxy.EmptyAsync();
        var targets = backend.All.Select(request => request.Target).ToList();
        Assert.Equal(
            ["/a/0", "/a/0", "/a/0", "/a/1", "/a/2", "/a/3", "/a/4"],
            targets.Where(target => target.StartsWith("/a", StringComparison.Ordinal)));
        Assert.Equal(
            ["/b/0", "/b/1", "/b/2", "/b/3", "/b/4"],
            targets.Where(target => target.StartsWith("/b", StringComparison.Ordinal)));
        Assert.True(targets.IndexOf("/b/4") < targets.LastIndexOf("/a/0"));
        Assert.Empty(proxy.Queue.Dead);
    }

    [Theory]
    [InlineData("repository", "application/json", """{"repository":{"full_name":"o/r"}}""", "o/r")]
    [InlineData("repository", "application/json", """{"project":{"path_with_namespace":"g/p"}}""", "g/p")]
    [InlineData(
        "repository",
        "application/x-www-form-urlencoded",
        "payload=%7B%22repository%22%3A%7B%22full_name%22%3A%22o%2Fr%22%7D%7D",
        "o/r"
    )]
    [InlineData("repository", "application/json", """{"repository":"text"}""", null)]
    [InlineData("repository", "application/json", "[]", null)]
    [InlineData("repository", "application/json", """{"repository":{"full_name":7}}""", null)]
    [InlineData("repository", "text/plain", "no json", null)]
    [InlineData("header:X-Key", "text/plain", "", "one")]
    [InlineData("header:X-None", "text/plain", "", null)]
    [InlineData("", "application/json", """{"repository":{"full_name":"o/r"}}""", null)]
    public void Q14_Key_IsTheValueThatOrderByNames(string orderBy, string contentType, string body, string? expected)
    {
        var request = new GatewayRequest
        {
            Method = "POST",
            Path = "/",
            Headers = [new("content-type", contentType), new("x-key", "one")],
            Body = Encoding.UTF8.GetBytes(body),
        };
        Assert.Equal(expected, OrderKey.Parse(orderBy).Of(request));
    }

    /// <summary>The number of random bytes, the number of zeros after them, and the status.</summary>
    [Theory]
    [InlineData(0, 0, 202)]
    [InlineData(1, 0, 202)]
    [InlineData(700_000, 0, 202)]
    [InlineData(1_040_000, 0, 202)]
    [InlineData(1_000_000, 3_000_000, 202)]
    [InlineData(0, 4_500_000, 202)]
    [InlineData(1_048_576, 0, 413)]
    [InlineData(2_000_000, 0, 413)]
    public async Task Q15_Body_IsCompressedIntoTheMessage_OrIs413IfItDoesNotFit(int random, int zeros, int status)
    {
        await using var backend = await ReceivedRequests.StartAsync();
        await using var proxy = await ProxyWithQueue.StartAsync(
            backend.Url,
            settings: ("BACKEND_TIMEOUT_SECONDS", "20"));
        var body = new byte[random + zeros];
        new Random(random).NextBytes(body.AsSpan(0, random));
        var answer = await proxy.SendAsync(new Request { Method = "PUT", Path = "/large", Body = body });
        Assert.Equal(status, answer.Status);
        if (status == 413)
        {
            Assert.Matches(
                @"^The request is too large for the queue\. "
                    + @"It has \d+ bytes after compression, and the limit is 1048576\.$",
                answer.Message);
            Assert.Equal("RequestTooLarge", proxy.Log[^1].GetProperty("error").GetString());
            Assert.Equal(0, proxy.Queue.Count);
            return;
        }

        Assert.Empty((await proxy.DeliverOnceAsync(TimeSpan.FromSeconds(30))).Failed);
        Assert.Equal(body, Assert.Single(backend.All).Body);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Q15_LargestMessage_IsAccepted_AndOneByteMoreIsNot(int more)
    {
        await using var proxy = await ProxyWithQueue.StartAsync("http://127.0.0.1:1");
        var request = new GatewayRequest { Method = "POST", Path = "/", Body = new byte[1] };
        var compressed = CompressedBody.Compress(request.Body).Length;
        var text = new QueuedRequest
        {
            DeliveryId = "one",
            ReceivedAt = DateTimeOffset.UtcNow,
            Request = request,
        }.ToJson();
        Assert.Equal(
            text.Length + compressed + 10,
            RequestMessages.SizeOf(text, CompressedBody.Compress(request.Body)));
        Assert.Equal(text.Length, RequestMessages.SizeOf(text, null));

        using var queue = new RequestMessages(LoopbackAws.UrlOf(proxy.Name));
        var value = new byte[RequestMessages.MessageBytes - RequestMessages.SizeOf(text, Array.Empty<byte>()) + more];
        var sending = queue.SendAsync(text, value, "one", "one", CancellationToken.None);
        Assert.Equal(more == 0, await Record.ExceptionAsync(() => sending) is null);
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("{\"v\":2}")]
    [InlineData("{\"v\":1}")]
    [InlineData($"{{\"v\":1,{FieldsOfMessage},\"bodyBytes\":3}}")]
    [InlineData($"{{\"v\":1,{FieldsOfMessage},\"bodyBytes\":-1}}")]
    [InlineData($"{{\"v\":1,{FieldsOfMessage},\"bodyBytes\":2147483647}}")]
    [InlineData($"{{\"v\":1,{FieldsOfMessage},\"bodyBytes\":1.5}}")]
    [InlineData($"{{\"v\":3,{FieldsOfMessage}}}")]
    public async Task Q16_MessageThatCannotBeDelivered_DoesNotFailItsBatch(string text)
    {
        await using var backend = await ReceivedRequests.StartAsync();
        await using var proxy = await ProxyWithQueue.StartAsync(backend.Url);
        var bad = proxy.Queue.Send(text, "bad", "bad");
        await proxy.SendAsync(new Request { Method = "POST", Path = "/good", Body = [] });
        Assert.Equal([bad], (await proxy.DeliverOnceAsync()).Failed);
        Assert.Equal("/good", Assert.Single(backend.All).Target);
        var line = Assert.Single(proxy.Log, line => line.TryGetProperty("error", out _));
        Assert.Equal(
            ("BadRequest", 400),
            (line.GetProperty("error").GetString(), line.GetProperty("status").GetInt32()));
        Assert.StartsWith("the message", line.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(text, line.GetRawText(), StringComparison.Ordinal);
    }

    /// <summary>
    /// The groups and paths of a batch, the path that fails, the paths that are sent, and those that remain.
    /// </summary>
    [Theory]
    [InlineData("a/1 a/2 a/3 b/1 b/2", "a/2", "a/1 a/2 b/1 b/2", "a/2 a/3")]
    [InlineData("a/1 b/1 a/2", "a/1", "a/1 b/1", "a/1 a/2")]
    [InlineData("a/1 b/1 c/1", "none", "a/1 b/1 c/1", "")]
    [InlineData("a/1", "a/1", "a/1", "a/1")]
    public async Task Q13_FailureInAGroup_KeepsTheRestOfTheGroupBack(
        string batch,
        string failing,
        string tried,
        string left)
    {
        var delivery = new FakeDelivery($"/{failing}");
        using var log = new MemoryStream();
        using var deliverer = new Deliverer(delivery, log);
        var messages = batch
            .Split(' ')
            .Select(id => new LoopbackMessage(id, Text(id), null, id.Split('/')[0], DateTimeOffset.UtcNow)
            {
                ReceiveCount = 2,
                Receipt = "r",
            });
        deliverer.WarmUp();
        await using var result = await deliverer.HandleAsync(
            new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(EventSourceMapping.Event(messages))),
            new LambdaContext(TimeSpan.FromSeconds(30)));
        var ids = JsonDocument
            .Parse(result)
            .RootElement.GetProperty("batchItemFailures")
            .EnumerateArray()
            .Select(item => item.GetProperty("itemIdentifier").GetString());
        Assert.Equal(left, string.Join(' ', ids));
        Assert.Equal(
            tried.Split(' ').Order(StringComparer.Ordinal),
            delivery.Tried.Order(StringComparer.Ordinal).Select(path => path[1..]));
        Assert.Equal(
            tried.Split(' ').Length,
            Encoding.UTF8.GetString(log.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);

        deliverer.Dispose();
        Assert.Equal(1, delivery.Disposed);

        static string Text(string id) => new QueuedRequest
        {
            DeliveryId = id,
            ReceivedAt = DateTimeOffset.UtcNow,
            Request = new GatewayRequest { Method = "POST", Path = $"/{id}" },
        }.ToJson();
    }

    [Theory]
    [InlineData("{'messageId':'m','body':'t'}", "m t 1 m -1")]
    [InlineData("{'messageId':'m','body':null,'attributes':null,'messageAttributes':null}", "m  1 m -1")]
    [InlineData(
        "{'messageId':'m','body':'t','messageAttributes':{},"
            + "'attributes':{'ApproximateReceiveCount':'7','MessageGroupId':'g'}}",
        "m t 7 g -1"
    )]
    [InlineData(
        "{'messageId':'m','body':'t','attributes':{'ApproximateReceiveCount':'many'},'messageAttributes':{'other':{}}}",
        "m t 1 m -1"
    )]
    [InlineData("{'messageId':'m','body':'t','messageAttributes':{'body':{'binaryValue':'AAAA'}}}", "m t 1 m 3")]
    [InlineData("{'messageId':'m','body':'t','messageAttributes':{'body':{'stringValue':'AAAA'}}}", "m t 1 m -1")]
    public void Q18_SparseEvent_IsRead(string record, string expected)
    {
        using var json = new MemoryStream(Encoding.UTF8.GetBytes($"{{\"Records\":[{record.Replace('\'', '"')}]}}"));
        var message = Assert.Single(QueueEvent.Read(json));
        Assert.Equal(
            expected,
            $"{message.Id} {message.Text} {message.ReceiveCount} {message.GroupId} {message.Body?.Length ?? -1}");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"Records\":{}}")]
    [InlineData("{\"Records\":[{}]}")]
    [InlineData(
        "{\"Records\":[{\"messageId\":\"m\",\"body\":\"t\",\"messageAttributes\":{\"body\":{\"binaryValue\":\"?\"}}}]}"
    )]
    [InlineData("no json")]
    public void Q18_EventThatIsNotABatch_IsNotRead(string json) =>
        Assert.ThrowsAny<JsonException>(() => QueueEvent.Read(new MemoryStream(Encoding.UTF8.GetBytes(json))));

    [Theory]
    [InlineData("down", "BackendUnreachable")]
    [InlineData("slow", "DeadlineExceeded")]
    public async Task Q17_RequestWithoutAnAnswer_IsSentAgain(string situation, string error)
    {
        var answering = false;
        await using var backend = await ReceivedRequests.StartAsync(async context =>
            await Task.Delay(answering ? 0 : 3000, context.RequestAborted));
        var url = situation == "down" ? "http://127.0.0.1:1" : backend.Url;
        await using var proxy = await ProxyWithQueue.StartAsync(
            url,
            TimeSpan.FromSeconds(2),
            2,
            settings: ("BACKEND_TIMEOUT_SECONDS", "1"));
        await proxy.SendAsync(new Request { Method = "POST", Path = "/", Body = [] });
        proxy.Deliver();
        await proxy.EmptyAsync();
        answering = true;
        Assert.Single(proxy.Queue.Dead);
        var attempts = proxy.Log.Where(line => line.TryGetProperty("attempt", out _)).ToList();
        Assert.Equal(["1", "2"], attempts.Select(line => line.GetProperty("attempt").GetString()));
        Assert.All(attempts, line => Assert.Equal(error, line.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task Q18_EventThatIsNotABatch_FailsTheInvocation()
    {
        await using var proxy = await ProxyWithQueue.StartAsync("http://127.0.0.1:1");
        await Assert.ThrowsAnyAsync<JsonException>(() => proxy.DeliverAsync("{}"u8.ToArray()));
    }

    [Theory]
    [InlineData("X-Proxy-Delivery-Id, X-Proxy-Delivery-Attempt")]
    [InlineData("close, x-proxy-delivery-id,x-proxy-delivery-attempt, X-Named")]
    public async Task Q19_Caller_CannotRemoveTheHeadersOfTheDelivery(string connection)
    {
        await using var backend = await ReceivedRequests.StartAsync();
        await using var proxy = await ProxyWithQueue.StartAsync(backend.Url);
        await proxy.SendAsync(new Request
        {
            Method = "POST",
            Path = "/",
            Headers =
            [
                new("Connection", connection),
                new("Idempotency-Key", "one"),
                new("X-Named", "1"),
                new("X-Proxy-Delivery-Id", "false"),
            ],
            Body = [],
        });
        proxy.Deliver();
        await proxy.EmptyAsync();
        var received = Assert.Single(backend.All);
        Assert.StartsWith("one.", received.Headers["X-Proxy-Delivery-Id"], StringComparison.Ordinal);
        Assert.Equal("1", received.Headers["X-Proxy-Delivery-Attempt"]);
        Assert.Equal(
            !connection.Contains("X-Named", StringComparison.Ordinal),
            received.Headers.ContainsKey("X-Named"));
    }

    [Theory]
    [InlineData("BACKEND_URL", "ftp://backend")]
    [InlineData("BACKEND_URL", "")]
    [InlineData("BACKEND_TIMEOUT_SECONDS", "0")]
    [InlineData("BACKEND_CA_FILE", "missing.pem")]
    [InlineData("DELIVERED_STATUSES", "2xx,none")]
    public async Task Q22_WrongSetting_FailsEveryAttempt_AndIsInTheLog(string name, string value)
    {
        await using var proxy = await ProxyWithQueue.StartAsync(
            "http://127.0.0.1:1",
            settings: ($"deliverer:{name}", value));
        foreach (var path in new[] { "/a", "/b" })
        {
            Assert.Equal(202, (await proxy.SendAsync(new Request { Method = "POST", Path = path, Body = [] })).Status);
        }

        var (batch, failed) = await proxy.DeliverOnceAsync();
        Assert.Equal(batch.Select(message => message.Id), failed);
        var lines = proxy.Log.Where(line => line.TryGetProperty("attempt", out _)).ToList();
        Assert.Equal(2, lines.Count);
        Assert.All(lines, line =>
        {
            Assert.Equal("Unconfigured", line.GetProperty("error").GetString());
            Assert.StartsWith($"{name}: ", line.GetProperty("detail").GetString(), StringComparison.Ordinal);
            Assert.Equal(503, line.GetProperty("status").GetInt32());
            Assert.NotEqual("", line.GetProperty("deliveryId").GetString());
            Assert.Contains(line.GetProperty("path").GetString(), new[] { "/a", "/b" });
            Assert.Equal(1, line.GetProperty("undelivered").GetInt32());
        });
    }

    [Theory]
    [InlineData(0.5, 0, false)]
    [InlineData(2.0, 3000, false)]
    [InlineData(15.0, 1500, true)]
    public async Task Q23_Deadline_IsTheRemainingTimeLessOneSecond(
        double remaining,
        int backendMs,
        bool delivered)
    {
        await using var backend = await ReceivedRequests.StartAsync(context =>
            Task.Delay(backendMs, context.RequestAborted));
        await using var proxy = await ProxyWithQueue.StartAsync(
            backend.Url,
            settings: ("BACKEND_TIMEOUT_SECONDS", "30"));
        await proxy.SendAsync(
            new Request
            {
                Method = "POST",
                Path = "/",
                Body = [],
            });
        var started = Stopwatch.GetTimestamp();
        var (_, failed) = await proxy.DeliverOnceAsync(TimeSpan.FromSeconds(remaining));
        Assert.Equal(delivered ? 0 : 1, failed.Count);
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, Math.Max(remaining - 0.5, 0.5));
        var line = proxy.Log[^1];
        Assert.Equal(
            delivered ? null : "DeadlineExceeded",
            line.TryGetProperty("error", out var error) ? error.GetString() : null);
    }

    /// <summary>The status, and the metrics of the attempt in addition to duration and size.</summary>
    [Theory]
    [InlineData(200, "")]
    [InlineData(301, "undelivered")]
    [InlineData(404, "status4xx undelivered")]
    [InlineData(503, "status5xx undelivered")]
    public async Task Q24_AttemptThatFails_IsAMetric(int status, string expected)
    {
        await using var backend = await ReceivedRequests.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        await using var proxy = await ProxyWithQueue.StartAsync(backend.Url);
        await proxy.SendAsync(new Request { Method = "POST", Path = "/", Body = [] });
        await proxy.DeliverOnceAsync();
        string[] always = ["durationMs", "backendMs", "bytesIn", "bytesOut"];
        Assert.All(proxy.Log, line => Assert.Empty(EmbeddedMetricFormat.Broken(line.GetRawText())));
        Assert.Equal(
            always.Concat(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
            EmbeddedMetricFormat.Read(proxy.Log[^1].GetRawText()).Keys);
        Assert.False(proxy.Log[0].TryGetProperty("undelivered", out _));
    }

    private sealed class FakeDelivery(string failing) : IDelivery
    {
        public System.Collections.Concurrent.ConcurrentBag<string> Tried { get; } = [];

        public int Disposed { get; private set; }

        public async Task<bool> SendAsync(
            GatewayRequest request,
            string deliveryId,
            int attempt,
            Amazon.Lambda.Core.ILambdaContext context,
            DeliveryLogEntry entry)
        {
            await Task.Yield();
            Tried.Add(request.Path);
            Assert.Equal((2, request.Path[1..]), (attempt, deliveryId));
            return request.Path != failing;
        }

        public void Dispose() => Disposed = 1;
    }
}
