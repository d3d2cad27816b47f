using System.Text.Json;
using ServerlessProxy;
using ServerlessProxy.LocalGateway;

namespace ServerlessProxy.Forwarder.Tests.Queue;

/// <summary>Checks that accepted requests are delivered even if a process is killed at the worst moment.</summary>
public sealed class KillTests
{
    private static readonly Request Hook = new()
    {
        Method = "POST",
        Path = "/hook",
        Headers = [new("Idempotency-Key", "72d3162e")],
        Body = "{}"u8.ToArray(),
    };

    [Fact]
    public async Task Q20_ReceiverKilledBeforeItsAnswer_GetsTheRequestAgain_AndTheBackendGetsOne()
    {
        await using var backend = await ReceivedRequests.StartAsync();
        await using var aws = await LoopbackAws.StartAsync();
        var queue = aws.CreateQueue("kill.fifo", TimeSpan.FromSeconds(2), 5);
        await using var lambda = await LambdaRuntimeApi.StartAsync(TimeSpan.FromSeconds(20));
        var first = QueueProcess.Start("receiver", lambda, aws, "kill.fifo", backend.Url);
        queue.Stored = () =>
        {
            queue.Stored = null;
            first.Dispose();
            return Task.CompletedTask;
        };
        var json = JsonSerializer.SerializeToUtf8Bytes(EventType.Rest.Make(Hook));
        var unanswered = lambda.InvokeAsync(json);
        await first.Exited.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.False(unanswered.IsCompletedSuccessfully);
        Assert.Equal(1, queue.Count);

        // The provider or a person sends the request again.
        using var second = QueueProcess.Start("receiver", lambda, aws, "kill.fifo", backend.Url);
        Assert.Equal(202, EventType.Rest.Read(await lambda.InvokeAsync(json)).Status);
        Assert.Equal(1, queue.Count);

        await using var events = await LambdaRuntimeApi.StartAsync(TimeSpan.FromSeconds(20));
        using var deliverer = QueueProcess.Start("deliverer", events, aws, "kill.fifo", backend.Url);
        await using var mapping = new EventSourceMapping(queue, 10, 1, events.InvokeAsync);
        await ProxyWithQueue.EmptyAsync(queue, TimeSpan.FromSeconds(60));
        Assert.StartsWith(
            "72d3162e.",
            Assert.Single(backend.All).Headers["X-Proxy-Delivery-Id"],
            StringComparison.Ordinal);
        Assert.False(unanswered.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Q21_DelivererKilledMidBatch_DeliversTheWholeBatchAtLeastOnce()
    {
        var reached = 0;
        var killed = new TaskCompletionSource();
        FunctionProcess? first = null;
        await using var backend = await ReceivedRequests.StartAsync(async context =>
        {
            // The deliverer is killed after half of the batch is answered.
            if (Interlocked.Increment(ref reached) == 5)
            {
                first!.Dispose();
                killed.TrySetResult();
            }

            await (reached > 5 && !killed.Task.IsCompleted ? killed.Task : Task.CompletedTask);
        });
        await using var aws = await LoopbackAws.StartAsync();
        var queue = aws.CreateQueue("batch.fifo", TimeSpan.FromSeconds(2), 5);
        await using var lambda = await LambdaRuntimeApi.StartAsync(TimeSpan.FromSeconds(60));

        // Lambda notices at once that a process has exited.
        await using var mapping = new EventSourceMapping(queue, 10, 1, async json =>
        {
            var exited = killed.Task.IsCompleted ? new TaskCompletionSource<byte[]>().Task : GoneAsync(killed.Task);
            return await (await Task.WhenAny(lambda.InvokeAsync(json), exited));
        });
        for (var number = 0; number < 10; number++)
        {
            var message = new QueuedRequest
            {
                DeliveryId = $"{number}",
                ReceivedAt = DateTimeOffset.UtcNow,
                Request = new GatewayRequest { Method = "POST", Path = $"/{number}", Body = [] },
            };
            queue.Send(message.ToJson(), $"{number}", $"{number}", CompressedBody.Compress([]).ToArray());
        }

        first = QueueProcess.Start("deliverer", lambda, aws, "batch.fifo", backend.Url);
        await killed.Task.WaitAsync(TimeSpan.FromSeconds(60));
        using var next = QueueProcess.Start("deliverer", lambda, aws, "batch.fifo", backend.Url);
        await ProxyWithQueue.EmptyAsync(queue, TimeSpan.FromSeconds(60));
        Assert.Equal(
            Enumerable.Range(0, 10).Select(number => $"/{number}"),
            backend.All.Select(request => request.Target).Distinct().Order(StringComparer.Ordinal));
        Assert.True(backend.All.Count > 10);
        Assert.Empty(queue.Dead);
    }

    private static async Task<byte[]> GoneAsync(Task killed)
    {
        await killed;
        throw new InvocationException("Runtime exited");
    }
}
