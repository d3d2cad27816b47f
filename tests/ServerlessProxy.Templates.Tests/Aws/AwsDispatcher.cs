using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using ServerlessProxy.Templates.Tests.Aws.Protocol;

namespace ServerlessProxy.Templates.Tests.Aws;

/// <summary>Passes each request to its service, and records it.</summary>
internal sealed class AwsDispatcher
{
    private readonly ConcurrentDictionary<string, AwsRegion> regions = [];
    private readonly ConcurrentQueue<AwsCall> calls = [];
    private readonly ConcurrentQueue<string> unsupported = [];
    private readonly ConcurrentDictionary<AwsFailure, bool> failures = [];

    public IReadOnlyCollection<AwsCall> Calls => calls;

    /// <summary>The requested operations that the rehearsal does not support.</summary>
    public IReadOnlyCollection<string> Unsupported => unsupported;

    /// <summary>Returns a region.</summary>
    public AwsRegion In(string region) => regions.GetOrAdd(region, name => new AwsRegion(name));

    /// <summary>Makes an operation fail until the result is disposed.</summary>
    /// <param name="service">The service.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="error">The error; null to report success without doing anything.</param>
    public AwsFailure Fail(string service, string operation, AwsException? error)
    {
        var failure = new AwsFailure(service, operation, error, ended => failures.TryRemove(ended, out _));
        failures[failure] = true;
        return failure;
    }

    /// <summary>Returns the response to a request.</summary>
    public AwsResponse Answer(HttpMessage message)
    {
        // 1. Check the signer.
        if (message.Scope is not { } scope)
        {
            const string missing = "Missing Authentication Token";
            return Record(message, "", "", null, Error(403, "MissingAuthenticationToken", missing));
        }

        if (scope.AccessKeyId != AwsEnvironment.AccessKeyId)
        {
            const string invalid = "The security token included in the request is invalid.";
            return Record(message, scope.Service, "", null, Error(403, "UnrecognizedClientException", invalid));
        }

        // 2. Find the operation.
        var (service, request) = In(scope.Region).Services
            .Where(candidate => candidate.SigningName == scope.Service)
            .Select(candidate => (candidate, candidate.Read(message)))
            .FirstOrDefault(pair => pair.Item2 is not null);
        if (request is null)
        {
            var target = $"{message.Method} /{string.Join('/', message.Path)}";
            return Unknown(message, scope.Service, message.Headers.GetValueOrDefault("X-Amz-Target", target));
        }

        // 3. Execute it.
        var operation = request.Operation.Name;
        try
        {
            var response = failures.Keys.FirstOrDefault(each => each.Strikes(service.Name, operation)) is { } failure
                ? failure.Answer()
                : service.Answer(request);
            return response is null
                ? Unknown(message, service.Name, operation, service, request)
                : Record(message, service.Name, operation, request, response);
        }
        catch (AwsException refusal)
        {
            return Record(message, service.Name, operation, request, service.Refuse(refusal));
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The request does not match AWS's model, or the rehearsal has a bug. The test must not take this for an
            // error of AWS.
            return Unknown(message, service.Name, $"{operation}: {exception}", service, request);
        }
    }

    // Every protocol finds the code in the body or in the header.
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
        var response = service?.Refuse(refusal) ?? Error(refusal.Status, refusal.Code, refusal.Message);
        return Record(message, name, operation, request, response);
    }

    private AwsResponse Record(
        HttpMessage message,
        string service,
        string operation,
        AwsRequest? request,
        AwsResponse response)
    {
        var parameters = request?.Parameters ?? new Dictionary<string, string>();
        var (body, answer) = (Text(message.Content), Text(response.Content));
        calls.Enqueue(new AwsCall(service, operation, parameters, body, response.Status, answer));
        return response;
    }
}

/// <summary>Makes an operation fail until it is disposed.</summary>
/// <param name="service">The service, as in <see cref="AwsCall"/>.</param>
/// <param name="operation">The operation.</param>
/// <param name="error">The error; null to report success without doing anything.</param>
/// <param name="remove">Ends the failure.</param>
internal sealed class AwsFailure(string service, string operation, AwsException? error, Action<AwsFailure> remove)
    : IDisposable
{
    /// <summary>Checks whether an operation fails.</summary>
    public bool Strikes(string calledService, string calledOperation) =>
        service == calledService && operation == calledOperation;

    /// <summary>Returns the response to the operation, or throws the error.</summary>
    public AwsResponse Answer() => error is null ? AwsResponse.Json(200, new JsonObject()) : throw error;

    public void Dispose() => remove(this);
}
