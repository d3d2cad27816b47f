using Amazon.Lambda.Core;

namespace ServerlessProxy;

/// <summary>The function whose settings are wrong. It answers every request with 503, and its log line names the setting
/// (F34). If it did not start at all, Lambda would retry, and callers would get a bare 502.</summary>
/// <param name="events">The adapter of the API's event type.</param>
/// <param name="problem">The setting, what is wrong with it, and how to fix it. For the log only.</param>
/// <param name="log">Where the log lines go.</param>
public sealed class UnconfiguredFunction(IGatewayEvents events, string problem, Stream log) : ILambdaFunction
{
    private readonly RequestLog log = new(log);

    /// <inheritdoc/>
    public Task<Stream> HandleAsync(Stream input, ILambdaContext context)
    {
        ArgumentNullException.ThrowIfNull(context);

        var entry = new RequestLogEntry { FunctionName = context.FunctionName, RequestId = context.AwsRequestId };
        entry.Fail(new ProxyException(ErrorKind.Unconfigured, problem));
        using var response = ErrorMap.Response(ErrorKind.Unconfigured, entry.RequestId);
        entry.Status = response.Status;
        entry.BytesOut = response.Body.Length;
        log.Write(entry);
        return Task.FromResult<Stream>(ResultWriter.Write(events, response));
    }

    /// <inheritdoc/>
    public Task WarmUpAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is open.
    }
}
