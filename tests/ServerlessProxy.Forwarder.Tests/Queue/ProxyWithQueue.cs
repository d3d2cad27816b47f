using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessProxy;
using ServerlessProxy.LocalGateway;
using ServerlessProxy.Tests;

namespace ServerlessProxy.Forwarder.Tests.Queue;

/// <summary>Receiver and deliverer in this process, AWS's clients between them and a queue on loopback.</summary>
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

    /// <summary>What both logged.</summary>
    public IReadOnlyList<JsonElement> Log =>
        [
            .. Encoding
                .UTF8.GetString(log.ToArray())
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonDocument.Parse(line).RootElement),
        ];

    /// <summary>A proxy before a backend, whose queue is delivered from only once <see cref="Deliver"/> is called. A
    /// setting whose name begins with <c>deliverer:</c>
    /// is the deliverer's alone.</summary>
    public static Task<ProxyWithQueue> StartAsync(
        string backend,
        EventType? type = null,
        params (string Name, string Value)[] settings
    ) => StartAsync(backend, TimeSpan.FromSeconds(1), 3, type, settings);

    /// <summary>Starts a proxy with another queue.</summary>
    /// <param name="backend">Where the backend listens.</param>
    /// <param name="visibility">How long after the beginning of an attempt the next one comes.</param>
    /// <param name="maxReceiveCount">How many attempts there are.</param>
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

    /// <summary>Lets the queue's messages go to the deliverer.</summary>
    public void Deliver(int batchSize = 10, int concurrency = 2) =>
        mapping = new EventSourceMapping(
            Queue,
            batchSize,
            concurrency,
            async json => await InvokeAsync(deliverer, json.ToArray()));

    /// <summary>Hands one event to the deliverer.</summary>
    /// <param name="json">The event.</param>
    /// <param name="remaining">The time that is left of the invocation, all the while.</param>
    public Task<byte[]> DeliverAsync(byte[] json, TimeSpan? remaining = null) =>
        InvokeAsync(deliverer, json, remaining);

    /// <summary>Hands what can be received to the deliverer, as one event, and nothing that it reports back to the
    /// queue.</summary>
    /// <returns>The messages, and the ids of those that are not delivered.</returns>
    public async Task<(IReadOnlyList<LoopbackMessage> Batch, IReadOnlyList<string> Failed)> DeliverOnceAsync(
        TimeSpan? remaining = null)
    {
        var batch = Queue.Receive(10);
        var result = JsonNode.Parse(
            await DeliverAsync(JsonSerializer.SerializeToUtf8Bytes(EventSourceMapping.Event(batch)), remaining)
        )!;
        return (batch, [.. result["batchItemFailures"]!.AsArray().Select(item => (string)item!["itemIdentifier"]!)]);
    }

    /// <summary>Sends a request to the receiver. Each has a request id of its own, as those of API Gateway
    /// have.</summary>
    /// <param name="request">The request.</param>
    /// <param name="context">What API Gateway adds, merged into the event's <c>requestContext</c>.</param>
    /// <param name="remaining">The time that is left of the invocation.</param>
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

    /// <summary>Waits until nothing is in the queue.</summary>
    public async Task EmptyAsync(TimeSpan? limit = null)
    {
        using var late = new CancellationTokenSource(limit ?? TimeSpan.FromSeconds(60));
        while (Queue.Count > 0)
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
