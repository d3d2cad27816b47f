using System.Globalization;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Runs the process: one initialization, then the events.</summary>
public sealed class LambdaBootstrap : IDisposable
{
    private readonly Func<Stream, ILambdaContext, Task<Stream>> handler;
    private readonly ILambdaSerializer serializer;
    private readonly LambdaBootstrapInitializer initializer;
    private readonly HttpClient ownedClient;
    private readonly RuntimeApi runtimeApi;
    private readonly bool runOnce;
    private readonly int pollers;

    internal LambdaBootstrap(
        Func<Stream, ILambdaContext, Task<Stream>> handler,
        ILambdaSerializer serializer,
        LambdaBootstrapInitializer initializer,
        HttpClient httpClient)
    {
        this.handler = handler;
        this.serializer = serializer;
        this.initializer = initializer;

        // The runtime API is on this machine, and it answers a request for an event when one arrives.
        ownedClient = httpClient is null ? new HttpClient(new SocketsHttpHandler { UseProxy = false }) : null;
        httpClient ??= ownedClient;
        httpClient.Timeout = Timeout.InfiniteTimeSpan;
        runtimeApi = new RuntimeApi(httpClient, Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API"));

        runOnce = Environment.GetEnvironmentVariable("AWS_LAMBDA_DOTNET_DEBUG_RUN_ONCE") is "true";
        var concurrency = Environment.GetEnvironmentVariable("AWS_LAMBDA_MAX_CONCURRENCY");
        pollers =
            !runOnce && int.TryParse(concurrency, CultureInfo.InvariantCulture, out var count) ? Math.Max(count, 1) : 1;

        FormattedConsole.Install();
    }

    /// <summary>Handles events until the token is cancelled or the runtime API fails.</summary>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        if (!await InitializeAsync() || (SnapStart.IsOn && !await new SnapStart(runtimeApi).RestoreAsync()))
        {
            return;
        }

        // If one poller fails, the others end, and so does the process. Lambda starts a new one.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(Enumerable.Range(0, pollers).Select(_ => PollAsync(stop)));
    }

    public void Dispose() => ownedClient?.Dispose();

    private async Task<bool> InitializeAsync()
    {
        try
        {
            return initializer is null || await initializer();
        }
        catch (Exception exception)
        {
            await runtimeApi.ReportInitErrorAsync(exception);
            throw;
        }
    }

    private async Task PollAsync(CancellationTokenSource stop)
    {
        try
        {
            do
            {
                using var invocation = await runtimeApi.NextAsync(stop.Token);
                await AnswerAsync(invocation);
            }
            while (!runOnce && !stop.IsCancellationRequested);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Only the wait for an event can be cancelled, so no event is lost.
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    private async Task AnswerAsync(Invocation invocation)
    {
        var context = new LambdaContext(invocation, serializer);
        FormattedConsole.RequestId.Value = context.AwsRequestId;
        if (pollers == 1)
        {
            // Applies to the whole process, so it is wrong if invocations overlap.
            Environment.SetEnvironmentVariable("_X_AMZN_TRACE_ID", context.TraceId);
        }

        Stream response;
        try
        {
            response = await handler(invocation.Body, context);
        }
        catch (Exception exception)
        {
            Console.Error.WriteLine(exception);
            await runtimeApi.ReportErrorAsync(context.AwsRequestId, exception);
            return;
        }

        await runtimeApi.RespondAsync(context.AwsRequestId, response);
    }
}
