using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using static Amazon.Lambda.Core.SnapshotRestore;

namespace ServerlessProxy;

internal static class Program
{
    private static async Task Main()
    {
        using var log = Console.OpenStandardOutput();
        using var function = Function.FromEnvironment(new RestApiEvents(), Environment.GetEnvironmentVariable, log);

        // With SnapStart a copy of this process goes on, later and on another machine: what was connected is not.
        RegisterAfterRestore(() =>
        {
            function.DropConnections();
            return ValueTask.CompletedTask;
        });
        await function.WarmUpAsync();

        Func<Stream, ILambdaContext, Task<Stream>> handler = function.HandleAsync;
        using var bootstrap = LambdaBootstrapBuilder.Create(handler).Build();
        await bootstrap.RunAsync();
    }
}
