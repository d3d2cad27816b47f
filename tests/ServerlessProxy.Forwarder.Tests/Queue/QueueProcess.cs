using ServerlessProxy.LocalGateway;

namespace ServerlessProxy.Forwarder.Tests.Queue;

/// <summary>A role as Lambda runs it: a process of its own, which can be killed.</summary>
internal static class QueueProcess
{
    /// <summary>The program; that of a published scaffold if QUEUE_PROGRAM names it.</summary>
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

    /// <summary>Only the receiver gets it, because the deliverer calls no AWS service.</summary>
    private static Dictionary<string, string> Aws(LoopbackAws aws, string queue) =>
        new(aws.Environment) { ["QUEUE_URL"] = LoopbackAws.UrlOf(queue) };
}
