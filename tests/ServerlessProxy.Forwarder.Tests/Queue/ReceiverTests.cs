using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using ServerlessProxy;
using ServerlessProxy.LocalGateway;
using ServerlessProxy.Tests;

namespace ServerlessProxy.Forwarder.Tests.Queue;

/// <summary>Checks the requests and answers of the receiver, which answers 202 only if SQS has the request.</summary>
public sealed class ReceiverTests
{
    private static readonly Request Hook = new() { Method = "POST", Path = "/hook", Body = "{}"u8.ToArray() };

    public static TheoryData<EventType> Types => EventType.Both;

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Q01_AcceptedRequest_Is202_AndReachesTheBackendUnchanged(EventType type)
    {
        await using var backend = await ReceivedRequests.StartAsync();
        await using var proxy = await ProxyWithQueue.StartAsync(backend.Url, type, settings: ("AUTH", "api-key"));
        var body = new byte[] { 0, 255, 13, 10, 34 };
        var answer = await proxy.SendAsync(new Request
        {
            Method = "POST",
            Path = "/a%20b/c",
            Query = [new("x", "1"), new("y", "ü")],
            Headers =
            [
                new("Idempotency-Key", "72d3162e"),
                new("X-Hub-Signature-256", "sha256=00"),
                new("x-api-key", "secret"),
                new("X-Proxy-Delivery-Attempt", "9"),
                new("X-Text", "\"ü\""),
            ],
            Body = body,
        });
        Assert.Equal(202, answer.Status);
        var json = JsonDocument.Parse(answer.Body).RootElement;
        var id = json.GetProperty("deliveryId").GetString()!;
        Assert.StartsWith("72d3162e.", id, StringComparison.Ordinal);
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
        Assert.Equal(id, received.Headers["X-Proxy-Delivery-Id"]);
        Assert.Equal("2", received.Headers["X-Proxy-Delivery-Attempt"]);
        Assert.Equal("192.0.2.1", received.Headers["X-Forwarded-For"]);
        Assert.False(received.Headers.ContainsKey("x-api-key"));

        Assert.All(proxy.Log, line => Assert.Equal(id, line.GetProperty("deliveryId").GetString()));
        Assert.Equal([202, 200], proxy.Log.Select(line => line.GetProperty("status").GetInt32()));
        Assert.Empty(proxy.Log.SelectMany(line => EmbeddedMetricFormat.Broken(line.GetRawText())));
    }

    [Theory]
    [InlineData("GET", "/x", 405)]
    [InlineData("HEAD", "/x", 405)]
    [InlineData("CONNECT", "/x", 405)]
    [InlineData("POST", "/../x", 400)]
    [InlineData("POST", "/x", 401)]
    public async Task Q02_RejectedRequest_IsNotQueued(string method, string path, int status)
    {
        await using var proxy = await ProxyWithQueue.StartAsync(
            "http://127.0.0.1:1",
            settings: status == 401 ? [("AUTH", "github"), ("WEBHOOK_SECRET", "0123456789abcdef")] : []);
        var answer = await proxy.SendAsync(Hook with { Method = method, Path = path });
        Assert.Equal(status, answer.Status);
        Assert.Equal(status == 405 ? ["DELETE, PATCH, POST, PUT"] : [], answer.Values("Allow"));
        Assert.Equal(0, proxy.Queue.Count);
    }

    [Theory]
    [InlineData(403, "SendMessage: AccessDenied (403)")]
    [InlineData(500, "SendMessage: InternalError (500)")]
    public async Task Q04_RequestThatSqsRejects_Is503(int status, string detail)
    {
        await using var proxy = await ProxyWithQueue.StartAsync("http://127.0.0.1:1");
        proxy.Queue.Refuse = status;
        var answer = await proxy.SendAsync(Hook);
        Assert.Equal(503, answer.Status);
        Assert.Contains("Send it again", answer.Message, StringComparison.Ordinal);
        Assert.Equal(detail, Assert.Single(proxy.Log).GetProperty("detail").GetString());
        Assert.Equal(0, proxy.Queue.Count);
    }

    [Fact]
    public async Task Q02_EventLargerThanLambdaAllows_Is413()
    {
        await using var proxy = await ProxyWithQueue.StartAsync("http://127.0.0.1:1");
        var answer = await proxy.SendAsync(Hook with { Body = new byte[5_000_000] });
        Assert.Equal((413, "The request is too large."), (answer.Status, answer.Message));
        Assert.Equal(0, proxy.Queue.Count);
    }

    /// <summary>Answers with status 200 that do not confirm the message.</summary>
    [Theory]
    [InlineData("{}", "The answer of SQS has no message id.")]
    [InlineData("{'MD5OfMessageBody':'$'}", "The answer of SQS has no message id.")]
    [InlineData("{'MessageId':'','MD5OfMessageBody':'$'}", "The answer of SQS has no message id.")]
    [InlineData("{'MessageId':'m1'}", "The answer of SQS has another MD5 hash than the message.")]
    [InlineData("{'MessageId':'m1','MD5OfMessageBody':''}", "The answer of SQS has another MD5 hash than the message.")]
    [InlineData(
        "{'MessageId':'m1','MD5OfMessageBody':'$'}",
        "The answer of SQS has another MD5 hash than the message."
    )]
    [InlineData(
        "{'MessageId':'m1','MD5OfMessageAttributes':'&'}",
        "The answer of SQS has another MD5 hash than the message."
    )]
    [InlineData("{'MessageId':'m1','MD5OfMessageBody':'$','MD5OfMessageAttributes':'$'}", null)]
    [InlineData("{'MessageId':'m1','MD5OfMessageBody':'00000000000000000000000000000000'}", null)]
    public async Task Q04_AnswerThatDoesNotConfirmTheMessage_Is503(string answer, string? problem)
    {
        await using var proxy = await ProxyWithQueue.StartAsync("http://127.0.0.1:1");
        proxy.Queue.Answer = confirmed =>
            JsonNode.Parse(answer
                .Replace('\'', '"')
                .Replace("$", (string)confirmed["MD5OfMessageBody"]!, StringComparison.Ordinal)
                .Replace("&", (string)confirmed["MD5OfMessageAttributes"]!, StringComparison.Ordinal))!.AsObject();
        var response = await proxy.SendAsync(Hook);
        Assert.Equal(503, response.Status);
        Assert.Contains("Send it again", response.Message, StringComparison.Ordinal);
        var line = Assert.Single(proxy.Log);
        Assert.Equal("BackendUnreachable", line.GetProperty("error").GetString());
        Assert.StartsWith($"SendMessage: {problem}", line.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.3)]
    public async Task Q09_SqsThatDoesNotAnswer_Is503BeforeTheInvocationEnds(double remaining)
    {
        await using var proxy = await ProxyWithQueue.StartAsync("http://127.0.0.1:1");
        using var answering = new CancellationTokenSource();
        proxy.Queue.Stored = () =>
            Task.Delay(Timeout.Infinite, answering.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        var started = Stopwatch.GetTimestamp();
        var answer = await proxy.SendAsync(Hook, remaining: TimeSpan.FromSeconds(remaining));

        // By default, AWS's client makes three attempts of three seconds.
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 2.5);
        await answering.CancelAsync();
        Assert.Equal(503, answer.Status);
        Assert.Equal("SendMessage: no answer in time", Assert.Single(proxy.Log).GetProperty("detail").GetString());
    }

    [Fact]
    public void Q09_FailureOfAws_IsDescribedWithoutItsMessage()
    {
        Assert.Equal(
            "Call: Throttled (400)",
            AwsFailure.Describe(
                "Call",
                new AmazonServiceException("secret") { ErrorCode = "Throttled", StatusCode = HttpStatusCode.BadRequest }
            ));
        Assert.Equal(
            "Call: AmazonServiceException",
            AwsFailure.Describe("Call", new AmazonServiceException("secret") { ErrorCode = "" }));
        Assert.Equal(
            "Call: SocketException",
            AwsFailure.Describe("Call", new HttpRequestException("secret", new System.Net.Sockets.SocketException(111)))
        );
        Assert.Equal("Call: no answer in time", AwsFailure.Describe("Call", new TaskCanceledException("secret")));
    }

    [Fact]
    public async Task Q08_HopByHopHeaders_AreNotQueued()
    {
        await using var proxy = await ProxyWithQueue.StartAsync("http://127.0.0.1:1");
        string[] dropped =
        [
            "Connection",
            "Keep-Alive",
            "Proxy-Authorization",
            "TE",
            "Transfer-Encoding",
            "Upgrade",
            "X-Named",
        ];
        var headers = dropped.Select(name =>
            KeyValuePair.Create(name, name == "Connection" ? "close, x-named" : "dropped"));
        Assert.Equal(202, (await proxy.SendAsync(Hook with { Headers = [.. headers, new("X-Kept", "kept")] })).Status);
        var message = Assert.Single(proxy.Queue.Receive(1));
        var queued = QueuedRequest.Parse(message.Text, message.Body);
        Assert.Equal("kept", HeaderField.Of(queued.Request, "X-Kept"));
        Assert.All(dropped, name => Assert.Null(HeaderField.Of(queued.Request, name)));
    }

    [Fact]
    public async Task F09_IdentityHeadersAndCredentials_AreNotQueued()
    {
        await using var proxy = await ProxyWithQueue.StartAsync(
            "http://127.0.0.1:1",
            settings: [("AUTH", "iam"), ("TRUSTED_HEADERS", "X-Remote-Group")]);
        string[] dropped =
        [
            "X-Remote-User",
            "x_forwarded_user",
            "Remote-User",
            "Client-Cert",
            "Forwarded",
            "Authorization",
            "X-Amz-Security-Token",
        ];
        var headers = dropped.Select(name => KeyValuePair.Create(name, "forged"));
        var request = Hook with
        {
            Headers = [.. headers, new("X-Remote-Group", "trusted")],
            Query = [new("a", "1"), new("X-Amz-Signature", "forged")],
        };
        Assert.Equal(202, (await proxy.SendAsync(request)).Status);

        var message = Assert.Single(proxy.Queue.Receive(1));
        Assert.DoesNotContain("forged", message.Text, StringComparison.Ordinal);
        var queued = QueuedRequest.Parse(message.Text, message.Body);
        Assert.Equal("trusted", HeaderField.Of(queued.Request, "X-Remote-Group"));
        Assert.All(dropped, name => Assert.Null(HeaderField.Of(queued.Request, name)));
    }

    [Theory]
    [InlineData("", "ROLE", "")]
    [InlineData("", "ROLE", "both")]
    [InlineData("receiver", "QUEUE_URL", "https://sqs.eu-west-1.amazonaws.com/1/standard")]
    [InlineData("receiver", "ORDER_BY", "header:")]
    [InlineData("receiver", "AUTH", "")]
    [InlineData("receiver", "BACKEND_URL", "")]
    [InlineData("receiver", "BACKEND_TIMEOUT_SECONDS", "0")]
    [InlineData("receiver", "QUEUE_URL", "ftp://sqs.eu-west-1.amazonaws.com/1/q.fifo")]
    [InlineData("receiver", "QUEUE_URL", "q.fifo")]
    [InlineData("receiver", "QUEUE_URL", null)]
    public async Task Q05_RoleWithAnInvalidSetting_DoesNotStart(string role, string name, string? value)
    {
        _ = await SharedAws.Instance;
        var settings = new Dictionary<string, string?>
        {
            ["ROLE"] = role == "" ? "receiver" : role,
            ["AUTH"] = "none",
            ["BACKEND_URL"] = "http://127.0.0.1:1",
            ["ROUTE_PREFIX"] = "/forward",
            ["BACKEND_TIMEOUT_SECONDS"] = "5",
            ["QUEUE_URL"] = "https://sqs.eu-west-1.amazonaws.com/1/q.fifo",
        };
        QueueRoles.Create(EventType.Rest.Adapter, settings.GetValueOrDefault, Stream.Null).Dispose();
        settings[name] = value;
        var exception = Assert.Throws<ConfigurationException>(() =>
            QueueRoles.Create(EventType.Rest.Adapter, settings.GetValueOrDefault, Stream.Null));
        Assert.Matches($"^{name}: .{{5,}}", exception.Message);
    }

    [Fact]
    public async Task Q06_WarmUp_RunsEveryStepOfAwssClient()
    {
        _ = await SharedAws.Instance;
        Assert.True(await QueueWarmUp.SendAsync(EventType.Rest.Adapter, "http://127.0.0.1:1/q.fifo"));
        Assert.False(await QueueWarmUp.SendAsync(EventType.Rest.Adapter, "http://no-such-host.invalid/q.fifo"));
    }

    [Theory]
    [InlineData("rest", "api-key", "x-api-key", false)]
    [InlineData("rest", "iam", "Authorization", false)]
    [InlineData("http", "iam", "X-Amz-Security-Token", false)]
    [InlineData("http", "jwt", "Authorization", false)]
    [InlineData("rest", "api-key", "Authorization", true)]
    [InlineData("rest", "none", "Authorization", true)]
    [InlineData("rest", "gitlab", "X-Gitlab-Token", true)]
    public async Task Q07_WhatAuthorizesHere_OrExpires_DoesNotWait(string type, string auth, string header, bool waits)
    {
        const string value = "the-value-of-it-0123";
        await using var backend = await ReceivedRequests.StartAsync();
        await using var proxy = await ProxyWithQueue.StartAsync(
            backend.Url,
            type == "rest" ? EventType.Rest : EventType.Http,
            settings: [("AUTH", auth), ("WEBHOOK_SECRET", value)]);
        Assert.Equal(202, (await proxy.SendAsync(Hook with { Headers = [new(header, value)] })).Status);
        var message = Assert.Single(proxy.Queue.Receive(1));
        Assert.Equal(waits, message.Text.Contains(value, StringComparison.Ordinal));
        Assert.True(proxy.Queue.Hide(message.Receipt!, TimeSpan.Zero));

        proxy.Deliver();
        await proxy.EmptyAsync();
        Assert.Equal(waits, Assert.Single(backend.All).Headers.ContainsKey(header));
    }
}
