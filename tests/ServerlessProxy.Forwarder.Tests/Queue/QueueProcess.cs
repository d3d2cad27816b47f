using ServerlessProxy.LocalGateway;

namespace ServerlessProxy.Forwarder.Tests.Queue;

/// <summary>A role as Lambda runs it: a process of its own, which can be killed.</summary>
internal static class QueueProcess
{
    public static FunctionProcess Start(string role, LambdaRuntimeApi lambda, LoopbackAws aws, string queue, string backend) =>
        FunctionProcess.Start(Path.Combine(AppContext.BaseDirectory, "queue-host.dll"), lambda.Address, new Dictionary<string, string>(aws.Environment)
        {
            ["ROLE"] = role,
            ["AUTH"] = "none",
            ["BACKEND_URL"] = backend,
            ["ROUTE_PREFIX"] = "/forward",
            ["BACKEND_TIMEOUT_SECONDS"] = "5",
            ["QUEUE_URL"] = LoopbackAws.UrlOf(queue),
            ["BODIES_BUCKET"] = "bodies",
            ["RETRY_DELAYS_SECONDS"] = "1",
            ["MAX_RECEIVE_COUNT"] = "5",
        });
}
