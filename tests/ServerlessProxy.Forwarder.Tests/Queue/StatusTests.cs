using System.Collections.Concurrent;
using System.Text.Json;
using ServerlessProxy;
using ServerlessProxy.LocalGateway;
using Xunit.Abstractions;

namespace ServerlessProxy.Forwarder.Tests.Queue;

/// <summary>
/// Sends a thousand requests through the processes of a receiver and a deliverer to a backend that answers with every
/// status, and with small and large bodies.
/// </summary>
public sealed class StatusTests(ITestOutputHelper output)
{
    private const int Count = 1_000;

    private static readonly int[] Statuses =
    [
        200, 201, 202, 204, 299, 300, 301, 302, 304, 308, 400, 401, 403, 404, 408, 410, 413, 425, 429, 500, 502, 503,
        504, 599,
    ];

    /// <summary>Sizes that are larger than an API can return, larger than the deliverer reads, and small.</summary>
    private static readonly int[] Sizes = [7_000_000, 100_000, 0, 10];

    [Fact]
    public async Task Q31_AcceptedRequest_IsDeliveredOrInTheDeadLetterQueue()
    {
        var delivered = new ConcurrentDictionary<string, bool>();
        await using var backend = await LoopbackServer.StartAsync(
            0,
            async context =>
            {
                var parts = context.Request.Path.Value!.Split('/');
                var (status, size) = (int.Parse(parts[1], null), int.Parse(parts[2], null));
                context.Response.StatusCode = status;
                if (status is >= 200 and <= 299)
                {
                    delivered[context.Request.Path.Value] = true;
                }

                if (status is not (204 or 304))
                {
                    await context.Response.Body.WriteAsync(new byte[size], context.RequestAborted);
                }
            },
            maxBodyBytes: null);
        await using var aws = await LoopbackAws.StartAsync();
        var queue = aws.CreateQueue("status.fifo", TimeSpan.FromSeconds(5), 2);
        await using var receivers = await LambdaRuntimeApi.StartAsync(TimeSpan.FromSeconds(20));
        await using var deliverers = await LambdaRuntimeApi.StartAsync(TimeSpan.FromSeconds(20));
        using var receiver = QueueProcess.Start(
            "receiver",
            receivers,
            aws,
            "status.fifo",
            backend.Address.OriginalString);
        using var deliverer = QueueProcess.Start(
            "deliverer",
            deliverers,
            aws,
            "status.fifo",
            backend.Address.OriginalString);
        await using var mapping = new EventSourceMapping(queue, 10, 1, deliverers.InvokeAsync);

        var accepted = new List<string>();
        for (var number = 0; number < Count; number++)
        {
            var path =
                $"/{Statuses[number % Statuses.Length]}/{Sizes[number / Statuses.Length % Sizes.Length]}/{number}";
            var request = new Request
            {
                Method = "POST",
                Path = path,
                Headers = [new("Idempotency-Key", "same")],
                Body = [1],
            };
            var answer = await receivers.InvokeAsync(JsonSerializer.SerializeToUtf8Bytes(EventType.Rest.Make(request)));
            Assert.Equal(202, EventType.Rest.Read(answer).Status);
            accepted.Add(path);
        }

        await ProxyWithQueue.EmptyAsync(queue, TimeSpan.FromMinutes(3));
        var dead = queue.Dead.Select(message => QueuedRequest.Parse(message.Text, message.Body).Request.Path).ToList();
        output.WriteLine($"accepted {accepted.Count}, delivered {delivered.Count}, dead-letter queue {dead.Count}");
        Assert.Equal(accepted.Order(StringComparer.Ordinal), delivered.Keys.Concat(dead).Order(StringComparer.Ordinal));
        Assert.Equal(accepted.Count(path => path[1] == '2'), delivered.Count);
    }
}
