using System.Diagnostics;
using Amazon.Lambda.Core;

namespace ServerlessProxy;

/// <summary>Handles one invocation, from the event's JSON to the result's JSON:
/// <list type="number">
/// <item>reads the event as a <see cref="GatewayRequest"/>,</item>
/// <item>checks that the caller may call,</item>
/// <item>builds the backend's <see cref="HttpRequestMessage"/>,</item>
/// <item>sends it and reads the response before the deadline,</item>
/// <item>writes the result: the response, or the entry of <see cref="ErrorMap"/> for what went wrong,</item>
/// <item>and writes one log line.</item>
/// </list></summary>
/// <param name="events">The adapter of the API's event type.</param>
/// <param name="callers">Who may call.</param>
/// <param name="settings">The checked settings.</param>
/// <param name="log">Where the log lines go: standard output itself, because Lambda's <see cref="Console"/> would put a
/// prefix before the JSON.</param>
public sealed class Function(IGatewayEvents events, CallerPolicy callers, Settings settings, Stream log)
    : ILambdaFunction
{
    /// <summary>The time kept for writing the result when the backend is too slow.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromMilliseconds(500);

    private readonly Backend backend = new(settings.Tls);
    private readonly RequestLog log = new(log);

    /// <inheritdoc/>
    public Task WarmUpAsync() => WarmUp.RunAsync(events, backend, settings);

    /// <inheritdoc/>
    public async Task<Stream> HandleAsync(Stream input, ILambdaContext context)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(context);

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
            result = WriteError(exception, entry);
        }

        entry.Duration = Stopwatch.GetElapsedTime(started);
        log.Write(entry);
        return result;
    }

    /// <inheritdoc/>
    public void Dispose() => backend.Dispose();

    private async Task<GatewayResponse> ForwardAsync(Stream input, ILambdaContext context, RequestLogEntry entry)
    {
        if (input.CanSeek && input.Length > LambdaLimits.PayloadBytes)
        {
            throw new ProxyException(ErrorKind.RequestTooLarge);
        }

        var request = events.Read(input, settings.RoutePrefix);
        entry.Describe(request);
        callers.Check(request);

        using var message = BackendRequest.Create(request, settings.Forwarding, context.TraceId);
        var budget = TimeSpan.FromTicks(
            Math.Min(settings.BackendTimeout.Ticks, (context.RemainingTime - Reserve).Ticks));
        var sent = Stopwatch.GetTimestamp();
        try
        {
            return await backend.SendAsync(message, budget);
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
            throw new ProxyException(ErrorKind.ResponseTooLarge, $"{result.Length} bytes encoded");
        }

        entry.Status = response.Status;
        entry.BytesOut = response.Body.Length;
        return result;
    }

    private MemoryStream WriteError(Exception exception, RequestLogEntry entry)
    {
        entry.Fail(exception);
        return Write(ErrorMap.Response(entry.Error!.Value, entry.RequestId), entry);
    }
}
