namespace ServerlessProxy.LocalGateway;

/// <summary>Runs the receiver and the deliverer in two processes, with SQS on 127.0.0.1 between them. Requests that
/// wait
/// when this ends are lost. So is a request after five failed attempts.</summary>
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

    /// <summary>Completes when either process ends.</summary>
    public Task Exited { get; }

    /// <summary>Starts both processes.</summary>
    /// <param name="assembly">The function's assembly, or its program.</param>
    /// <param name="runtimeApi">Host and port of the receiver's runtime API.</param>
    /// <param name="print">Receives each line of standard output; null for this process's standard output.</param>
    public static async Task<QueueProcesses> StartAsync(string assembly, string runtimeApi, Action<string>? print)
    {
        var aws = await LoopbackAws.StartAsync();
        var lambda = await LambdaRuntimeApi.StartAsync(TimeSpan.FromSeconds(60));
        var queue = aws.CreateQueue(Queue, TimeSpan.FromSeconds(90), maxReceiveCount: 5);

        // A process handles one event at a time.
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
                },
                print);
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
