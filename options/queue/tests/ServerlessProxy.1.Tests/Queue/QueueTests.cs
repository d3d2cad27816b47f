using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ServerlessProxy.LocalGateway;

namespace ServerlessProxy.Tests;

/// <summary>Tests a whole proxy with a queue on 127.0.0.1: a client, the local gateway, the receiver, SQS, the
/// deliverer and
/// a backend.</summary>
public sealed class QueueTests
{
    [Theory]
    [InlineData(0, 200, 1)]
    [InlineData(2, 200, 3)]
    [InlineData(0, 201, 1)]
    public async Task Request_IsAccepted_AndReachesTheBackendWhenThatTakesIt(int failures, int status, int attempts)
    {
        var received = new ConcurrentQueue<string>();
        await using var backend = await LoopbackServer.StartAsync(
            0,
            context =>
            {
                var headers = context.Request.Headers;
                received.Enqueue(
                    $"{context.Request.Method} {context.Request.Path} "
                    + $"{headers["X-Proxy-Delivery-Id"]} {headers["X-Proxy-Delivery-Attempt"]}");
                context.Response.StatusCode = received.Count > failures ? status : 503;
                return Task.CompletedTask;
            },
            maxBodyBytes: null);
        var aws = await SharedAws.Instance;
        var name = $"{Guid.NewGuid():N}.fifo";
        var queue = aws.CreateQueue(name, TimeSpan.FromSeconds(1), 5);
        using var receiver = Role("receiver", name, backend.Address);
        using var deliverer = Role("deliverer", name, backend.Address);
        await using var gateway = await ApiGateway.StartAsync(
            new RestApiGateway(),
            "/forward",
            0,
            json => InvokeAsync(receiver, json));
        using var client = new HttpClient();
        using var content = new StringContent("{}", Encoding.UTF8, "application/json");
        client.DefaultRequestHeaders.Add("Idempotency-Key", "one");

        using var answer = await client.PostAsync(new Uri($"{gateway.Address}/forward/hook"), content);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var id = json.RootElement.GetProperty("deliveryId").GetString()!;
        Assert.StartsWith("one.", id, StringComparison.Ordinal);
        Assert.Empty(received);

        await using var mapping = new EventSourceMapping(queue, 10, 1, json => InvokeAsync(deliverer, json));
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (queue.Count > 0)
        {
            await Task.Delay(20, late.Token);
        }

        Assert.Equal(Enumerable.Range(1, attempts).Select(attempt => $"POST /hook {id} {attempt}"), received);
        Assert.Empty(queue.Dead);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("both")]
    public async Task Function_WithoutARole_DoesNotStart(string? role)
    {
        _ = await SharedAws.Instance;
        Assert.Throws<ConfigurationException>(() => Role(role, "q.fifo", new Uri("http://127.0.0.1:1")).Dispose());
    }

    [Fact]
    public async Task WrongBackendUrl_StopsTheReceiver_AndTheDelivererTellsOfItInItsLog()
    {
        _ = await SharedAws.Instance;
        var wrong = new Uri("ftp://backend.internal");
        Assert.Throws<ConfigurationException>(() => Role("receiver", "q.fifo", wrong).Dispose());

        using var log = new MemoryStream();
        using var deliverer = Role("deliverer", "q.fifo", wrong, log);
        var queued = new QueuedRequest
        {
            DeliveryId = "one",
            ReceivedAt = DateTimeOffset.UtcNow,
            Request = new GatewayRequest { Method = "POST", Path = "/hook" },
        };
        var message = new LoopbackMessage("m1", queued.ToJson(), null, "one", DateTimeOffset.UtcNow)
        {
            ReceiveCount = 1,
            Receipt = "r1",
        };
        var result = await InvokeAsync(
            deliverer,
            JsonSerializer.SerializeToUtf8Bytes(EventSourceMapping.Event([message])));
        Assert.Equal("""{"batchItemFailures":[{"itemIdentifier":"m1"}]}""", Encoding.UTF8.GetString(result));
        using var line = JsonDocument.Parse(log.ToArray());
        Assert.Equal("Unconfigured", line.RootElement.GetProperty("error").GetString());
        Assert.StartsWith(
            "BACKEND_URL: ",
            line.RootElement.GetProperty("detail").GetString(),
            StringComparison.Ordinal);
    }

    private static ILambdaFunction Role(string? role, string queue, Uri backend, Stream? log = null)
    {
        Func<string, string?> setting = name => name switch
        {
            "ROLE" => role,
            "AUTH" => "none",
            "BACKEND_URL" => backend.OriginalString,
            "ROUTE_PREFIX" => "/forward",
            "BACKEND_TIMEOUT_SECONDS" => "5",
            "QUEUE_URL" => LoopbackAws.UrlOf(queue),
            _ => null,
        };
        return QueueRole.Create(
            new RestApiEvents(),
            setting,
            () => CallerPolicy.Read(setting),
            () => Settings.Read(setting),
            DeliveryIdSource.IdempotencyKey,
            log ?? Stream.Null);
    }

    private static async Task<byte[]> InvokeAsync(ILambdaFunction role, ReadOnlyMemory<byte> json)
    {
        using var input = new MemoryStream(json.ToArray());
        await using var output = await role.HandleAsync(input, new LambdaContext(TimeSpan.FromSeconds(30)));
        using var result = new MemoryStream();
        await output.CopyToAsync(result);
        return result.ToArray();
    }
}
