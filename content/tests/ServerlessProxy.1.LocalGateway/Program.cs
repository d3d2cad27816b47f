using System.Runtime.InteropServices;

namespace ServerlessProxy.LocalGateway;

/// <summary>Serves the proxy on 127.0.0.1 until Ctrl-C, for <c>npm run local</c>.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        try
        {
            return await ServeAsync(GatewayOptions.Parse(args));
        }
        catch (Exception exception) when (exception is ArgumentException or IOException)
        {
            // An option is invalid, or the port is in use.
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }

    private static async Task<int> ServeAsync(GatewayOptions options)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

        await using var lambda = await LambdaRuntimeApi.StartAsync(TimeSpan.FromSeconds(options.Timeout));
        using var protection = new GatewayProtection(
            Environment.GetEnvironmentVariable("API_KEY"),
            options.RateLimit,
            options.BurstLimit);
        await using var gateway = await ApiGateway.StartAsync(
            new RestApiGateway(),
            options.Path,
            options.Port,
            lambda.InvokeAsync,
            protection);
        gateway.Failed += Console.WriteLine;
        Action<string>? print = options.IsJson ? null : line => Console.WriteLine(RequestLine.Read(line, options.Path));
#if (UseQueue)
        using var function = await QueueProcesses.StartAsync(options.Function, lambda.Address, print);
#else
        using var function = FunctionProcess.Start(options.Function, lambda.Address, print: print);
#endif
        Console.WriteLine($"The proxy listens on {gateway.Address}{options.Path} (Ctrl-C ends it).");

        // If the function ends by itself, this is a failure. Ctrl-C reaches both processes, in any order.
        var stopped = Task.Delay(Timeout.Infinite, stop.Token);
        await Task.WhenAny(function.Exited, stopped);
        return await Task.WhenAny(stopped, Task.Delay(TimeSpan.FromSeconds(1))) == stopped ? 0 : 1;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }
}
