using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using ServerlessProxy;

namespace ServerlessProxy.Forwarder.QueueHost;

internal static class Program
{
    private static async Task Main()
    {
        using var log = Console.OpenStandardOutput();
        using var function = QueueRole.FromEnvironment(new HttpApiEvents(), Environment.GetEnvironmentVariable, log);
        await function.WarmUpAsync();
        Func<Stream, ILambdaContext, Task<Stream>> handler = function.HandleAsync;
        using var bootstrap = LambdaBootstrapBuilder.Create(handler).Build();
        await bootstrap.RunAsync();
    }
}
