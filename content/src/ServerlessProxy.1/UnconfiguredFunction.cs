using Amazon.Lambda.Core;

namespace ServerlessProxy;

/// <summary>Answers every request with 503 because a setting is missing or wrong (F34). If the function did not start,
/// Lambda would retry, and callers would get a bare 502.</summary>
/// <param name="events">Converts the results.</param>
/// <param name="problem">The setting, the problem and the fix, for the log.</param>
/// <param name="log">Receives the log lines.</param>
public sealed class UnconfiguredFunction(IGatewayEvents events, string problem, Stream log) : ILambdaFunction
{
    private readonly RequestLog log = new(log);

    public Task<Stream> HandleAsync(Stream input, ILambdaContext context)
    {
        var entry = new RequestLogEntry { FunctionName = context.FunctionName, RequestId = context.AwsRequestId };
        entry.Fail(new ProxyException(ErrorKind.Unconfigured, problem));
        using var response = ErrorMap.Response(ErrorKind.Unconfigured, entry.RequestId);
        entry.Add(response);
        log.Write(entry);
        return Task.FromResult<Stream>(ResultWriter.Write(events, response));
    }

    public void WarmUp()
    {
    }

    public void Dispose()
    {
    }
}
