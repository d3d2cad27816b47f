namespace ServerlessProxy.LocalGateway;

/// <summary>Receiver and deliverer, each in a separate process, and between them SQS on loopback. What waits when this
/// ends is lost, and so is a request after five failed attempts.</summary>
public sealed class QueueProcesses : IDisposable
{
    private const string Queue = "local.fifo";

    private readonly LoopbackAws aws;
    private readonly LambdaRuntimeApi lambda;
    private readonly EventSourceMapping mapping;
    private readonly FunctionProcess receiver;
    private readonly FunctionProcess deliverer;

    private QueueProcesses(
        LoopbackAws aws,
        LambdaRuntimeApi lambda,
        EventSourceMapping mapping,
        FunctionProcess receiver,
        FunctionProcess deliverer)
    {
        (this.aws, this.lambda, this.mapping, this.receiver, this.deliverer) = (
            aws,
            lambda,
            mapping,
            receiver,
            deliverer);
        Exited = Task.WhenAny(receiver.Exited, deliverer.Exited);
    }

    /// <summary>Ends when either process does.</summary>
    public Task Exited { get; }

    /// <summary>Starts both.</summary>
    /// <param name="assembly">The function's assembly, or its program.</param>
    /// <param name="runtimeApi">Host and port of the receiver's runtime API.</param>
    public static async Task<QueueProcesses> StartAsync(string assembly, string runtimeApi)
    {
        var aws = await LoopbackAws.StartAsync();
        var lambda = await LambdaRuntimeApi.StartAsync(TimeSpan.FromSeconds(60));
        var queue = aws.CreateQueue(Queue, TimeSpan.FromSeconds(90), maxReceiveCount: 5);

        // A process takes one event at a time.
        var mapping = new EventSourceMapping(queue, batchSize: 10, concurrency: 1, lambda.InvokeAsync);
        return new QueueProcesses(
            aws,
            lambda,
            mapping,
            Start("receiver", runtimeApi),
            Start("deliverer", lambda.Address));

        FunctionProcess Start(string role, string api) =>
            FunctionProcess.Start(
                assembly,
                api,
                new Dictionary<string, string>(aws.Environment)
                {
                    ["ROLE"] = role,
                    ["QUEUE_URL"] = LoopbackAws.UrlOf(Queue),
                });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        receiver.Dispose();
        deliverer.Dispose();
        mapping.DisposeAsync().AsTask().GetAwaiter().GetResult();
        lambda.DisposeAsync().AsTask().GetAwaiter().GetResult();
        aws.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
