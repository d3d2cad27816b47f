using System.Diagnostics;
using Amazon.Lambda.Core;

namespace ServerlessProxy;

/// <summary>One invocation, from the event's JSON to the result's JSON:
/// <list type="number">
/// <item>the event becomes a <see cref="GatewayRequest"/>,</item>
/// <item>whose caller is refused if it may not call,</item>
/// <item>else it becomes the backend's <see cref="HttpRequestMessage"/>,</item>
/// <item>which is sent, and its answer read, before the deadline,</item>
/// <item>the answer becomes the result, or whatever went wrong becomes one of <see cref="ErrorMap"/>'s,</item>
/// <item>and one line goes to the log.</item>
/// </list>
/// Safe for any number of invocations at once.</summary>
public sealed class Function : IDisposable
{
    /// <summary>What is left of the invocation for writing the answer when the backend was too slow.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromMilliseconds(500);

    private readonly IGatewayEvents events;
    private readonly CallerPolicy callers;
    private readonly ProxyConfiguration? configuration;
    private readonly string? configurationError;
    private readonly Backend? backend;
    private readonly RequestLog log;

    /// <summary>A function with a configuration that was checked.</summary>
    public Function(IGatewayEvents events, CallerPolicy callers, ProxyConfiguration configuration, Stream log)
        : this(events, callers, log)
    {
        this.configuration = configuration;
        backend = new Backend(configuration.CertificateAuthorities, configuration.ClientCertificate);
    }

    private Function(IGatewayEvents events, CallerPolicy callers, Stream log, string? configurationError = null)
    {
        this.events = events;
        this.callers = callers;
        this.log = new RequestLog(log);
        this.configurationError = configurationError;
    }

    /// <summary>The function that the environment describes. A bad setting does not stop it from starting, which
    /// Lambda would answer with a retry and a bare 502: it answers 503, and the log names the setting.</summary>
    /// <param name="events">The adapter of the API's event type.</param>
    /// <param name="setting">Gives an environment variable by name, null when it is not set.</param>
    /// <param name="log">Where the log lines go: standard output itself, since Lambda's
    /// <see cref="Console"/> would put a prefix before the JSON.</param>
    /// <exception cref="ConfigurationException">It is not certain who may call: such a function does not start.</exception>
    public static Function FromEnvironment(IGatewayEvents events, Func<string, string?> setting, Stream log)
    {
        var callers = CallerPolicy.Read(setting, TimeProvider.System);
        try
        {
            return new Function(events, callers, ProxyConfiguration.Read(setting), log);
        }
        catch (ConfigurationException exception)
        {
            return new Function(events, callers, log, exception.Message);
        }
    }

    /// <summary>To be awaited before the first event, see <see cref="WarmUp"/>.</summary>
    public Task WarmUpAsync() => configuration is null || backend is null ? Task.CompletedTask : WarmUp.RunAsync(events, backend, configuration);

    /// <summary>Answers one event. Never throws: an exception would reach the caller as a bare 502.</summary>
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
            result = Encode(response, entry);
        }
        catch (Exception exception)
        {
            result = EncodeError(exception, entry);
        }

        entry.Duration = Stopwatch.GetElapsedTime(started);
        log.Write(entry);
        return result;
    }

    /// <summary>Lets go of the connections to the backend; requests from now on open new ones.</summary>
    public void DropConnections() => backend?.DropConnections();

    /// <inheritdoc/>
    public void Dispose() => backend?.Dispose();

    private async Task<GatewayResponse> ForwardAsync(Stream input, ILambdaContext context, RequestLogEntry entry)
    {
        if (configuration is null || backend is null)
        {
            throw new ProxyException(ErrorKind.Unconfigured, configurationError);
        }

        if (input.CanSeek && input.Length > LambdaLimits.PayloadBytes)
        {
            throw new ProxyException(ErrorKind.RequestTooLarge);
        }

        var request = events.Read(input, configuration.RoutePrefix);
        entry.Describe(request);
        callers.Check(request);

        using var message = BackendRequest.Create(request, configuration, context.TraceId);
        var budget = TimeSpan.FromTicks(Math.Min(configuration.BackendTimeout.Ticks, (context.RemainingTime - Reserve).Ticks));
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

    private MemoryStream Encode(GatewayResponse response, RequestLogEntry entry)
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

    private MemoryStream EncodeError(Exception exception, RequestLogEntry entry)
    {
        entry.Fail(exception);
        return Encode(ErrorMap.Response(entry.Error!.Value, entry.RequestId), entry);
    }
}
