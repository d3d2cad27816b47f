using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServerlessProxy.LocalGateway;

/// <summary>Represents Lambda between a queue and its function: receives batches, invokes the function, and deletes the
/// messages that the function does not report as failed (<c>ReportBatchItemFailures</c>). The messages of a failed
/// invocation are received again after the queue's visibility timeout.</summary>
public sealed class EventSourceMapping : IAsyncDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    private readonly LoopbackFifo queue;
    private readonly int batchSize;
    private readonly Func<ReadOnlyMemory<byte>, Task<byte[]>> invoke;
    private readonly CancellationTokenSource stop = new();
    private readonly Task working;

    /// <summary>Starts receiving.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="batchSize">The largest number of messages for each invocation.</param>
    /// <param name="concurrency">The largest number of concurrent invocations.</param>
    /// <param name="invoke">Passes an event's JSON to the function and returns the JSON of its result.</param>
    public EventSourceMapping(
        LoopbackFifo queue,
        int batchSize,
        int concurrency,
        Func<ReadOnlyMemory<byte>, Task<byte[]>> invoke)
    {
        (this.queue, this.batchSize, this.invoke) = (queue, batchSize, invoke);
        working = Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => Task.Run(WorkAsync)));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await working;
        stop.Dispose();
    }

    /// <summary>Returns the event of a batch.</summary>
    public static JsonObject Event(IEnumerable<LoopbackMessage> batch) => new()
    {
        ["Records"] = new JsonArray([.. batch.Select(message => new JsonObject
        {
            ["messageId"] = message.Id,
            ["receiptHandle"] = message.Receipt,
            ["body"] = message.Text,
            ["attributes"] = new JsonObject
            {
                ["ApproximateReceiveCount"] = $"{message.ReceiveCount}",
                ["SentTimestamp"] = $"{message.SentAt.ToUnixTimeMilliseconds()}",
                ["MessageGroupId"] = message.Group,
            },
            ["messageAttributes"] = Attributes(message),
            ["eventSource"] = "aws:sqs",
            ["eventSourceARN"] = "arn:aws:sqs:eu-west-1:123456789012:local.fifo",
            ["awsRegion"] = "us-east-1",
        })]),
    };

    private static JsonObject Attributes(LoopbackMessage message) => message.Body is not { } body ? [] : new JsonObject
    {
        ["body"] = new JsonObject
        {
            ["binaryValue"] = Convert.ToBase64String(body),
            ["stringListValues"] = new JsonArray(),
            ["binaryListValues"] = new JsonArray(),
            ["dataType"] = "Binary",
        },
    };

    private async Task WorkAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            var batch = queue.Receive(batchSize);
            if (batch.Count > 0)
            {
                await InvokeAsync(batch);
            }
            else
            {
                await Task.Delay(Poll, stop.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }

    private async Task InvokeAsync(IReadOnlyList<LoopbackMessage> batch)
    {
        try
        {
            using var result = JsonDocument.Parse(
                await invoke(JsonSerializer.SerializeToUtf8Bytes(Event(batch))).WaitAsync(stop.Token));
            var failed = result
                .RootElement.GetProperty("batchItemFailures")
                .EnumerateArray()
                .Select(item => item.GetProperty("itemIdentifier").GetString()!)
                .ToHashSet();

            // If a result names an unknown message, Lambda treats the whole batch as failed.
            if (failed.IsSubsetOf(batch.Select(message => message.Id)))
            {
                foreach (var message in batch.Where(message => !failed.Contains(message.Id)))
                {
                    queue.Delete(message.Receipt!);
                }
            }
        }
        catch (Exception exception)
            when (exception
                    is InvocationException
                        or JsonException
                        or KeyNotFoundException
                        or InvalidOperationException
                        or OperationCanceledException)
        {
            // The whole batch has failed.
        }
    }
}
