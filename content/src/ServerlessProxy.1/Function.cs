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
/// <param name="backend">The connections; null for new ones.</param>
public sealed class Function(
    IGatewayEvents events, CallerPolicy callers, Settings settings, Stream log, Backend? backend = null)
    : ILambdaFunction
{
    /// <summary>The time that is left for the result if the backend is too slow.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromMilliseconds(500);

    private readonly Backend backend = backend ?? new Backend(settings.Tls);
    private readonly RequestLog log = new(log);

    public void WarmUp() => ServerlessProxy.WarmUp.Run(events, backend, settings);

    /// <summary>Handles one event, and the sample event of <see cref="ServerlessProxy.WarmUp"/> if
    /// <paramref name="context"/> is null. This is a single method, because .NET compiles ten methods at the start of
    /// the function for every asynchronous one.</summary>
    public async Task<Stream> HandleAsync(Stream input, ILambdaContext? context)
    {
        var entry = new RequestLogEntry
        {
            FunctionName = context?.FunctionName ?? settings.Forwarding.ServiceName,
            RequestId = context?.AwsRequestId,
        };
        var started = Stopwatch.GetTimestamp();
        Stream result;
        try
        {
            using var message = Read(input, context?.TraceId, entry);
            var remaining = context?.RemainingTime - Reserve;
            var sent = Stopwatch.GetTimestamp();
            try
            {
                using var response = await backend.SendAsync(
                    message, remaining < settings.BackendTimeout ? remaining.Value : settings.BackendTimeout);
                entry.BackendDuration = Stopwatch.GetElapsedTime(sent);
                result = Write(response, entry);
            }
            finally
            {
                entry.BackendDuration ??= Stopwatch.GetElapsedTime(sent);
            }
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

    private HttpRequestMessage Read(Stream input, string? trace, RequestLogEntry entry)
    {
        if (input.CanSeek && input.Length > LambdaLimits.PayloadBytes)
        {
            throw new ProxyException(ErrorKind.RequestTooLarge);
        }

        var request = events.Read(input, settings.RoutePrefix);
        entry.Add(request);
        callers.Check(request);
        return BackendRequest.Create(request, settings.Forwarding, trace);
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

/// <summary>The function that Lambda runs. It handles any number of invocations concurrently.</summary>
public interface ILambdaFunction : IDisposable
{
    /// <summary>Handles one event. It never throws, because API Gateway would return a bare 502.</summary>
    /// <param name="input">The event's JSON.</param>
    /// <param name="context">The invocation.</param>
    /// <returns>The result's JSON.</returns>
    Task<Stream> HandleAsync(Stream input, ILambdaContext context);

    /// <summary>Loads in advance what the first event needs.</summary>
    void WarmUp();
}
