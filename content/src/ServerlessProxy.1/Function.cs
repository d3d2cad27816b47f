using System.Diagnostics;
using Amazon.Lambda.Core;

namespace ServerlessProxy;

/// <summary>Forwards one request per invocation:
/// <list type="number">
/// <item>reads the event as a <see cref="GatewayRequest"/>,</item>
/// <item>checks the caller,</item>
/// <item>creates the backend's <see cref="HttpRequestMessage"/>,</item>
/// <item>sends it and reads the response before the deadline,</item>
/// <item>writes the response, or the one of <see cref="ErrorMap"/>, as the result,</item>
/// <item>writes one log line.</item>
/// </list></summary>
/// <param name="events">Converts events and results.</param>
/// <param name="callers">Checks the caller.</param>
/// <param name="settings">The settings.</param>
/// <param name="log">Receives the log lines. Use standard output, because Lambda adds a prefix to the lines of
/// <see cref="Console"/>.</param>
public sealed class Function(IGatewayEvents events, CallerPolicy callers, Settings settings, Stream log)
    : ILambdaFunction
{
    /// <summary>The time that is left for the result if the backend is too slow.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromMilliseconds(500);

    private readonly Backend backend = new(settings.Tls);
    private readonly RequestLog log = new(log);

    public Task WarmUpAsync() => WarmUp.RunAsync(events, backend, settings);

    public async Task<Stream> HandleAsync(Stream input, ILambdaContext context)
    {
        var entry = new RequestLogEntry { FunctionName = context.FunctionName, RequestId = context.AwsRequestId };
        var started = Stopwatch.GetTimestamp();
        Stream result;
        try
        {
            using var response = await ForwardAsync(input, context, entry);
            result = Write(response, entry);
        }
        catch (Exception exception)
        {
            entry.Fail(exception);
            result = Write(ErrorMap.Response(entry.Error!.Value, entry.RequestId), entry);
        }

        entry.Duration = Stopwatch.GetElapsedTime(started);
        log.Write(entry);
        return result;
    }

    public void Dispose() => backend.Dispose();

    private async Task<GatewayResponse> ForwardAsync(Stream input, ILambdaContext context, RequestLogEntry entry)
    {
        if (input.CanSeek && input.Length > LambdaLimits.PayloadBytes)
        {
            throw new ProxyException(ErrorKind.RequestTooLarge);
        }

        var request = events.Read(input, settings.RoutePrefix);
        entry.Add(request);
        callers.Check(request);
        using var message = BackendRequest.Create(request, settings.Forwarding, context.TraceId);
        var remaining = context.RemainingTime - Reserve;
        var sent = Stopwatch.GetTimestamp();
        try
        {
            return await backend.SendAsync(
                message,
                remaining < settings.BackendTimeout ? remaining : settings.BackendTimeout);
        }
        finally
        {
            entry.BackendDuration = Stopwatch.GetElapsedTime(sent);
        }
    }

    private MemoryStream Write(GatewayResponse response, RequestLogEntry entry)
    {
        var result = ResultWriter.Write(events, response);
        if (result.Length >= LambdaLimits.PayloadBytes)
        {
            using var tooLarge = result;
            throw new ProxyException(ErrorKind.ResponseTooLarge, $"{result.Length} bytes as JSON");
        }

        entry.Add(response);
        return result;
    }
}
