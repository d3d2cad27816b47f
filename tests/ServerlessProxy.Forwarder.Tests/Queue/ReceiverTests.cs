using System.Text;
using System.Text.Json;
using ServerlessProxy1;
using ServerlessProxy1.LocalGateway;

namespace ServerlessProxy.Forwarder.Tests.Queue;

/// <summary>What the receiver takes, and what it answers: 202 only for what SQS has.</summary>
public sealed class ReceiverTests
{
    private static readonly Request Hook = new() { Method = "POST", Path = "/hook", Body = "{}"u8.ToArray() };

    public static TheoryData<EventType> Types => EventType.Both;

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Q01_Accepted_Is202_AndTheBackendGetsTheRequestAsItCame(EventType type)
    {
        await using var backend = await ReceivedRequests.StartAsync();
        await using var proxy = await ProxyWithQueue.StartAsync(backend.Url, type, settings: ("AUTH", "api-key"));
        var body = new byte[] { 0, 255, 13, 10, 34 };
        var answer = await proxy.SendAsync(new Request
        {
            Method = "POST",
            Path = "/a%20b/c",
            Query = [new("x", "1"), new("y", "ü")],
            Headers = [new("X-GitHub-Delivery", "72d3162e"), new("X-Hub-Signature-256", "sha256=00"), new("x-api-key", "secret"), new("X-Proxy-Delivery-Attempt", "9"), new("X-Text", "\"ü\"")],
            Body = body,
        });
        Assert.Equal(202, answer.Status);
        var json = JsonDocument.Parse(answer.Body).RootElement;
        Assert.Equal("72d3162e", json.GetProperty("deliveryId").GetString());
        Assert.NotEqual("", json.GetProperty("messageId").GetString());
        var message = Assert.Single(proxy.Queue.Receive(1));
        Assert.DoesNotContain("secret", message.Text, StringComparison.Ordinal);
        Assert.True(Ascii.IsValid(message.Text));
        Assert.True(proxy.Queue.Hide(message.Receipt!, TimeSpan.Zero));

        proxy.Deliver();
        await proxy.EmptyAsync();
        var received = Assert.Single(backend.All);
        Assert.Equal(("POST", "/a%20b/c?x=1&y=%C3%BC"), (received.Method, received.Target));
        Assert.Equal(body, received.Body);
        Assert.Equal("sha256=00", received.Headers["X-Hub-Signature-256"]);
        Assert.Equal("\"ü\"", received.Headers["X-Text"]);
        Assert.Equal("72d3162e", received.Headers["X-Proxy-Delivery-Id"]);
        Assert.Equal("2", received.Headers["X-Proxy-Delivery-Attempt"]);
        Assert.Equal("192.0.2.1", received.Headers["X-Forwarded-For"]);
        Assert.False(received.Headers.ContainsKey("x-api-key"));

        Assert.All(proxy.Log, line => Assert.Equal("72d3162e", line.GetProperty("deliveryId").GetString()));
        Assert.Equal([202, 200], proxy.Log.Select(line => line.GetProperty("status").GetInt32()));
        Assert.Empty(proxy.Log.SelectMany(line => EmbeddedMetricFormat.Broken(line.GetRawText())));
    }

    [Theory]
    [InlineData("GET", "/x", 405)]
    [InlineData("HEAD", "/x", 405)]
    [InlineData("CONNECT", "/x", 405)]
    [InlineData("POST", "/../x", 400)]
    [InlineData("POST", "/x", 401)]
    public async Task Q02_WhatIsRefused_IsNotQueued(string method, string path, int status)
    {
        await using var proxy = await ProxyWithQueue.StartAsync("http://127.0.0.1:1", settings: status == 401 ? [("AUTH", "github"), ("WEBHOOK_SECRET", "0123456789abcdef")] : []);
        var answer = await proxy.SendAsync(Hook with { Method = method, Path = path });
        Assert.Equal(status, answer.Status);
        Assert.Equal(status == 405 ? ["DELETE, PATCH, POST, PUT"] : [], answer.Values("Allow"));
        Assert.Equal(0, proxy.Queue.Count);
    }

    [Theory]
    [InlineData("X-GitHub-Delivery", "one", "one", "none", 1)]
    [InlineData("X-GitHub-Delivery", "one", "other", "none", 2)]
    [InlineData("X-Gitea-Delivery", "one", "one", "none", 1)]
    [InlineData("webhook-id", "msg_1", "msg_1", "none", 1)]
    [InlineData("X-Request-UUID", "one", "one", "none", 1)]
    [InlineData("Idempotency-Key", "a key with a space", "a key with a space", "none", 1)]
    [InlineData("X-Other", "one", "one", "none", 2)]
    [InlineData("X-Other", "one", "one", "stripe", 1)]
    public async Task Q03_TheSameDelivery_IsAcceptedOnce(string header, string first, string second, string auth, int expected)
    {
        // Signed by nobody here: whose body identifies is a matter of AUTH alone.
        var requests = new[] { first, second }.Select((id, number) => new GatewayRequest { Method = "POST", Path = "/", Headers = [new(header, id)], Body = "{\"id\":\"evt_1\"}"u8.ToArray(), RequestId = $"request {number}" });
        var ids = requests.Select(request => DeliveryId.Of(request, request.RequestId!, DeliveryId.BodyIdentifies(auth))).ToList();
        Assert.Equal(expected, ids.Distinct().Count());
        Assert.All(ids, id => Assert.InRange(id.Length, 1, 128));

        await using var proxy = await ProxyWithQueue.StartAsync("http://127.0.0.1:1");
        foreach (var id in ids)
        {
            Assert.Equal(202, (await proxy.SendAsync(Hook with { Headers = [new("Idempotency-Key", id)] })).Status);
        }

        Assert.Equal(expected, proxy.Queue.Count);
    }

    [Theory]
    [InlineData("SendMessage", 403, 2)]
    [InlineData("SendMessage", 500, 2)]
    [InlineData("PutObject", 403, 2_000_000)]
    public async Task Q04_WhatAwsDoesNotTake_Is503(string call, int status, int bytes)
    {
        await using var aws = await LoopbackAws.StartAsync();
        aws.CreateQueue("refusing.fifo", TimeSpan.FromSeconds(30), 3);
        aws.Refuse = each => each == call ? status : null;
        await using var lambda = await LambdaRuntimeApi.StartAsync(TimeSpan.FromSeconds(20));
        using var receiver = QueueProcess.Start("receiver", lambda, aws, "refusing.fifo", "http://127.0.0.1:1");
        var answer = EventType.Http.Read(await lambda.InvokeAsync(JsonSerializer.SerializeToUtf8Bytes(EventType.Http.Make(Hook with { Body = new byte[bytes] }))));
        Assert.Equal(503, answer.Status);
        Assert.Contains("send it again", answer.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ROLE", "")]
    [InlineData("ROLE", "both")]
    [InlineData("QUEUE_URL", "https://sqs.eu-west-1.amazonaws.com/1/standard")]
    [InlineData("BODIES_BUCKET", "")]
    [InlineData("ORDER_BY", "header:")]
    [InlineData("AUTH", "")]
    [InlineData("RETRY_DELAYS_SECONDS", "10,-1")]
    [InlineData("RETRY_DELAYS_SECONDS", "34501")]
    [InlineData("RETRY_DELAYS_SECONDS", "")]
    [InlineData("MAX_RECEIVE_COUNT", "0")]
    public async Task Q05_RoleThatIsNotCertainOfItsSettings_DoesNotStart(string name, string value)
    {
        _ = await SharedAws.Instance;
        var settings = new Dictionary<string, string>
        {
            ["ROLE"] = name is "RETRY_DELAYS_SECONDS" or "MAX_RECEIVE_COUNT" ? "deliverer" : "receiver",
            ["AUTH"] = "none",
            ["BACKEND_URL"] = "http://127.0.0.1:1",
            ["ROUTE_PREFIX"] = "/forward",
            ["BACKEND_TIMEOUT_SECONDS"] = "5",
            ["QUEUE_URL"] = "https://sqs.eu-west-1.amazonaws.com/1/q.fifo",
            ["BODIES_BUCKET"] = "bodies",
            ["RETRY_DELAYS_SECONDS"] = "10,60",
            ["MAX_RECEIVE_COUNT"] = "8",
        };
        QueueRole.FromEnvironment(EventType.Rest.Adapter, settings.GetValueOrDefault, Stream.Null).Dispose();
        settings[name] = value;
        var exception = Assert.Throws<ConfigurationException>(() => QueueRole.FromEnvironment(EventType.Rest.Adapter, settings.GetValueOrDefault, Stream.Null));
        Assert.StartsWith(name, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Q06_WarmUp_GoesTheWholeWayOfAwsClient()
    {
        _ = await SharedAws.Instance;
        Assert.True(await ReceiverWarmUp.RunAsync(EventType.Rest.Adapter, "http://127.0.0.1:1/q.fifo"));
    }
}
