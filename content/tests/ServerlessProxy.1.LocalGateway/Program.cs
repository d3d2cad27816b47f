using System.Runtime.InteropServices;
using ServerlessProxy1.LocalGateway;

var options = GatewayOptions.Parse(args);
using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

await using var lambda = await LambdaRuntimeApi.StartAsync();
using var function = FunctionProcess.Start(options.Function, lambda.Address);
await using var gateway = await ApiGateway.StartAsync(new RestApiGateway(), options.Path, options.Port, lambda.InvokeAsync);
gateway.Answered += Console.WriteLine;
Console.WriteLine($"The proxy listens on {gateway.Address}{options.Path} (Ctrl-C ends it).");

// Without its function the gateway is of no use.
var ended = await Task.WhenAny(function.Exited, Task.Delay(Timeout.Infinite, stop.Token));
return ended == function.Exited ? 1 : 0;

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
