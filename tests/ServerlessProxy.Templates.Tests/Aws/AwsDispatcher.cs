using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using ServerlessProxy.Templates.Tests.Aws.Protocol;

namespace ServerlessProxy.Templates.Tests.Aws;

/// <summary>Takes each request to its service, and records it.</summary>
internal sealed class AwsDispatcher
{
    private readonly ConcurrentDictionary<string, AwsRegion> regions = [];
    private readonly ConcurrentQueue<AwsCall> calls = [];
    private readonly ConcurrentQueue<string> unsupported = [];
    private readonly ConcurrentDictionary<AwsFailure, bool> failures = [];

    /// <summary>Every call, in order.</summary>
    public IReadOnlyCollection<AwsCall> Calls => calls;

    /// <summary>What was asked for and is not known here.</summary>
    public IReadOnlyCollection<string> Unsupported => unsupported;

    /// <summary>A region.</summary>
    public AwsRegion In(string region) => regions.GetOrAdd(region, name => new AwsRegion(name));

    /// <summary>Makes an operation fail until the result is disposed.</summary>
    /// <param name="service">The service.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="error">What it answers; null for a success, after which nothing has been done.</param>
    public AwsFailure Fail(string service, string operation, AwsException? error)
    {
        var failure = new AwsFailure(service, operation, error, ended => failures.TryRemove(ended, out _));
        failures[failure] = true;
        return failure;
    }

    /// <summary>Answers a request.</summary>
    public AwsResponse Answer(HttpMessage message)
    {
        // 1. Who asks, and which service.
        if (CredentialScope.Of(message) is not { } scope)
        {
            return Record(
                message,
                "",
                "",
                null,
                Error(403, "MissingAuthenticationToken", "Missing Authentication Token"));
        }

        if (scope.AccessKeyId != AwsEnvironment.AccessKeyId)
        {
            return Record(
                message,
                scope.Service,
                "",
                null,
                Error(403, "UnrecognizedClientException", "The security token included in the request is invalid."));
        }

        // 2. Which operation.
        var (service, request) = In(scope.Region).Services
            .Where(candidate => candidate.SigningName == scope.Service)
            .Select(candidate => (candidate, candidate.Read(message)))
            .FirstOrDefault(pair => pair.Item2 is not null);
        if (request is null)
        {
            return Unknown(
                message,
                scope.Service,
                message.Headers.GetValueOrDefault("X-Amz-Target", $"{message.Method} /{string.Join('/', message.Path)}")
            );
        }

        // 3. Carry it out, or refuse it.
        var operation = request.Operation.Name;
        try
        {
            if (failures.Keys.FirstOrDefault(failure => failure.Strikes(service.Name, operation)) is { } struck)
            {
                return struck.Error is { } error
                    ? throw error
                    : Record(message, service.Name, operation, request, AwsResponse.Json(200, new JsonObject()));
            }

            return service.Answer(request) is { } answer
                ? Record(message, service.Name, operation, request, answer)
                : Unknown(message, service.Name, operation, service, request);
        }
        catch (AwsException refusal)
        {
            return Record(message, service.Name, operation, request, service.Refuse(refusal));
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // A request as AWS's model does not have it, or a mistake here: neither may pass for AWS's answer.
            return Unknown(message, service.Name, $"{operation}: {exception}", service, request);
        }
    }

    // Whatever protocol the caller speaks, it finds the code here or there.
    private static AwsResponse Error(int status, string code, string text) =>
        AwsResponse.Json(status, new JsonObject { ["__type"] = code, ["message"] = text }) with
        {
            Headers = new Dictionary<string, string> { ["x-amzn-ErrorType"] = code },
        };

    private static string Text(byte[] content) =>
        content.Contains((byte)0) ? $"{content.Length} bytes" : Encoding.UTF8.GetString(content);

    private AwsResponse Unknown(
        HttpMessage message,
        string name,
        string operation,
        AwsService? service = null,
        AwsRequest? request = null)
    {
        unsupported.Enqueue($"{name} {operation}");
        var refusal = new AwsException(501, "NotImplemented", $"THE REHEARSAL DOES NOT KNOW {name} {operation}.");
        return Record(
            message,
            name,
            operation,
            request,
            service?.Refuse(refusal) ?? Error(refusal.Status, refusal.Code, refusal.Message));
    }

    private AwsResponse Record(
        HttpMessage message,
        string service,
        string operation,
        AwsRequest? request,
        AwsResponse response)
    {
        calls.Enqueue(new AwsCall(service, operation, request?.Parameters ?? new Dictionary<string, string>(), Text(message.Content), response.Status, Text(response.Content)));
        return response;
    }
}
