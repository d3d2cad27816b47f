using ServerlessProxy.LocalGateway;

namespace ServerlessProxy.Forwarder.Tests.Queue;

/// <summary>Runs a role in a separate process, as Lambda does, so that a test can kill it.</summary>
internal static class QueueProcess
{
    /// <summary>The program. QUEUE_PROGRAM overrides it, for example with that of a published scaffold.</summary>
    private static string Program =>
        Environment.GetEnvironmentVariable("QUEUE_PROGRAM") ?? Path.Combine(AppContext.BaseDirectory, "queue-host.dll");

    public static FunctionProcess Start(
        string role,
        LambdaRuntimeApi lambda,
        LoopbackAws aws,
        string queue,
        string backend
    ) =>
        FunctionProcess.Start(
            Program,
            lambda.Address,
            new Dictionary<string, string>(role == "receiver" ? Aws(aws, queue) : [])
            {
                ["ROLE"] = role,
                ["AUTH"] = "none",
                ["BACKEND_URL"] = backend,
                ["ROUTE_PREFIX"] = "/forward",
                ["BACKEND_TIMEOUT_SECONDS"] = "5",
            });

    /// <summary>
    /// Returns the settings that only the receiver needs, because the deliverer calls no AWS service.
    /// </summary>
    private static Dictionary<string, string> Aws(LoopbackAws aws, string queue) =>
        new(aws.Environment) { ["QUEUE_URL"] = LoopbackAws.UrlOf(queue) };
}
