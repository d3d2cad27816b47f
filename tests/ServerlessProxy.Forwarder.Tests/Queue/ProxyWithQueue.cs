using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessProxy;
using ServerlessProxy.LocalGateway;
using ServerlessProxy.Tests;

namespace ServerlessProxy.Forwarder.Tests.Queue;

/// <summary>Runs the receiver and the deliverer in this process, with AWS's client and a queue on loopback.</summary>
internal sealed class ProxyWithQueue : IAsyncDisposable
{
    private readonly EventType type;
    private readonly Receiver receiver;
    private readonly Deliverer deliverer;
    private readonly MemoryStream log = new();
    private EventSourceMapping? mapping;

    private ProxyWithQueue(
        EventType type,
        LoopbackFifo queue,
        string name,
        string backend,
        IReadOnlyDictionary<string, string> settings)
    {
        var all = new Dictionary<string, string>
        {
            ["AUTH"] = "none",
            ["BACKEND_URL"] = backend,
            ["ROUTE_PREFIX"] = "/forward",
            ["BACKEND_TIMEOUT_SECONDS"] = "5",
            ["QUEUE_URL"] = LoopbackAws.UrlOf(name),
        };
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        const string delivererOnly = "deliverer:";

        this.type = type;
        (Queue, Name) = (queue, name);
        receiver = (Receiver)QueueRoles.Create(type.Adapter, Setting("receiver"), Stream.Synchronized(log));
        deliverer = (Deliverer)QueueRoles.Create(type.Adapter, Setting("deliverer"), Stream.Synchronized(log));

        Func<string, string?> Setting(string role) => key => key == "ROLE" ? role
            : role == "deliverer" && all.TryGetValue(delivererOnly + key, out var own) ? own
            : all.GetValueOrDefault(key);
    }

    public LoopbackFifo Queue { get; }

    /// <summary>The queue's name.</summary>
    public string Name { get; }

    /// <summary>The log lines of both.</summary>
    public IReadOnlyList<JsonElement> Log =>
        [
            .. Encoding
                .UTF8.GetString(log.ToArray())
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonDocument.Parse(line).RootElement),
        ];

    /// <summary>
    /// Starts a proxy for a backend. Its queue is delivered only after a call of <see cref="Deliver"/>. A setting with
    /// the prefix <c>deliverer:</c> applies only to the deliverer.
    /// </summary>
    public static Task<ProxyWithQueue> StartAsync(
        string backend,
        EventType? type = null,
        params (string Name, string Value)[] settings
    ) => StartAsync(backend, TimeSpan.FromSeconds(1), 3, type, settings);

    /// <summary>Starts a proxy with other settings of its queue.</summary>
    /// <param name="backend">The URL of the backend.</param>
    /// <param name="visibility">The time from the start of an attempt to the next attempt.</param>
    /// <param name="maxReceiveCount">The number of attempts.</param>
    /// <param name="type">The type of the API.</param>
    /// <param name="settings">The environment.</param>
    public static async Task<ProxyWithQueue> StartAsync(
        string backend,
        TimeSpan visibility,
        int maxReceiveCount,
        EventType? type = null,
        params (string Name, string Value)[] settings)
    {
        var aws = await SharedAws.Instance;
        var name = $"{Guid.NewGuid():N}.fifo";
        var own = settings.ToDictionary(setting => setting.Name, setting => setting.Value);
        var queue = aws.CreateQueue(name, visibility, maxReceiveCount);
        return new ProxyWithQueue(type ?? EventType.Rest, queue, name, backend, own);
    }

    /// <summary>Starts delivering the queue's messages.</summary>
    public void Deliver(int batchSize = 10, int concurrency = 2) =>
        mapping = new EventSourceMapping(
            Queue,
            batchSize,
            concurrency,
            async json => await InvokeAsync(deliverer, json.ToArray()));

    /// <summary>Invokes the deliverer with one event.</summary>
    /// <param name="json">The event.</param>
    /// <param name="remaining">The remaining time of the invocation, which stays the same.</param>
    public Task<byte[]> DeliverAsync(byte[] json, TimeSpan? remaining = null) =>
        InvokeAsync(deliverer, json, remaining);

    /// <summary>
    /// Invokes the deliverer with the messages that can be received. The queue does not get its result.
    /// </summary>
    /// <returns>The messages, and the ids of those that were not delivered.</returns>
    public async Task<(IReadOnlyList<LoopbackMessage> Batch, IReadOnlyList<string> Failed)> DeliverOnceAsync(
        TimeSpan? remaining = null)
    {
        var batch = Queue.Receive(10);
        var result = JsonNode.Parse(
            await DeliverAsync(JsonSerializer.SerializeToUtf8Bytes(EventSourceMapping.Event(batch)), remaining)
        )!;
        return (batch, [.. result["batchItemFailures"]!.AsArray().Select(item => (string)item!["itemIdentifier"]!)]);
    }

    /// <summary>Sends a request to the receiver. Each request has another request id, as in API Gateway.</summary>
    /// <param name="request">The request.</param>
    /// <param name="context">The fields that are merged into the event's <c>requestContext</c>.</param>
    /// <param name="remaining">The remaining time of the invocation.</param>
    public async Task<Result> SendAsync(Request request, JsonObject? context = null, TimeSpan? remaining = null)
    {
        var json = type.Make(request);
        json["requestContext"]!["requestId"] = Guid.NewGuid().ToString();
        foreach (var (name, value) in context ?? [])
        {
            json["requestContext"]![name] = value?.DeepClone();
        }

        return type.Read(await InvokeAsync(receiver, JsonSerializer.SerializeToUtf8Bytes(json), remaining));
    }

    /// <summary>Waits until the queue is empty.</summary>
    public Task EmptyAsync(TimeSpan? limit = null) => EmptyAsync(Queue, limit ?? TimeSpan.FromSeconds(60));

    /// <summary>Waits until a queue is empty.</summary>
    public static async Task EmptyAsync(LoopbackFifo queue, TimeSpan limit)
    {
        using var late = new CancellationTokenSource(limit);
        while (queue.Count > 0)
        {
            await Task.Delay(20, late.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (mapping is not null)
        {
            await mapping.DisposeAsync();
        }

        receiver.Dispose();
        deliverer.Dispose();
    }

    private static async Task<byte[]> InvokeAsync(ILambdaFunction role, byte[] json, TimeSpan? remaining = null)
    {
        await using var output = await role.HandleAsync(
            new MemoryStream(json),
            new LambdaContext(remaining ?? TimeSpan.FromSeconds(30)));
        using var result = new MemoryStream();
        await output.CopyToAsync(result);
        return result.ToArray();
    }
}
