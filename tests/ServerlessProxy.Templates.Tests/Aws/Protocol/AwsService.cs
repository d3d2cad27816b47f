using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Microsoft.AspNetCore.WebUtilities;

namespace ServerlessProxy.Templates.Tests.Aws.Protocol;

/// <summary>Represents a service of AWS: the operations that it supports.</summary>
/// <param name="name">The service's name in the recorded calls.</param>
/// <param name="model">The service's model.</param>
internal abstract class AwsService(string name, ServiceModel model)
{
    private readonly Dictionary<string, Func<AwsRequest, AwsResponse>> operations = [];

    public string Name { get; } = name;

    /// <summary>The service's name in the credential scope.</summary>
    public virtual string SigningName => Name;

    protected ServiceModel Model { get; } = model;

    /// <summary>Reads a request. Returns null if it is not for an operation of this service.</summary>
    public abstract AwsRequest? Read(HttpMessage message);

    /// <summary>Returns the response to a request; null if the rehearsal does not support it.</summary>
    public AwsResponse? Answer(AwsRequest request) =>
        operations.GetValueOrDefault(request.Operation.Name)?.Invoke(request);

    /// <summary>Returns the response for an error.</summary>
    public abstract AwsResponse Refuse(AwsException error);

    /// <summary>Adds an operation.</summary>
    protected void Serve(string operation, Func<AwsRequest, AwsResponse> answer)
    {
        if (Model.Named(operation) is null)
        {
            throw new ArgumentException($"{Name} has no operation {operation}.", nameof(operation));
        }

        operations.Add(operation, answer);
    }
}

/// <summary>Implements the JSON protocol, with the operation in the header <c>X-Amz-Target</c>.</summary>
internal abstract class JsonService(string name, ServiceModel model) : AwsService(name, model)
{
    private const string ContentType = "application/x-amz-json-1.1";

    public override AwsRequest? Read(HttpMessage message) =>
        message.Headers.GetValueOrDefault("X-Amz-Target")?.Split('.') is [var prefix, var name]
        && prefix == Model.TargetPrefix
        && Model.Named(name) is { } operation
            ? new AwsRequest(operation, new Dictionary<string, string>(), message)
            : null;

    public override AwsResponse Refuse(AwsException error)
    {
        var body = new JsonObject { ["__type"] = error.Code, ["message"] = error.Message };
        return AwsResponse.Json(error.Status, body, ContentType);
    }

    /// <summary>Adds an operation with a JSON result.</summary>
    protected void Serve(string operation, Func<AwsRequest, JsonObject> result) =>
        Serve(operation, request => AwsResponse.Json(200, result(request), ContentType));
}

/// <summary>Implements the query protocol: a form with the operation in <c>Action</c>, and responses in XML.</summary>
internal abstract class QueryService(string name, ServiceModel model) : AwsService(name, model)
{
    public override AwsRequest? Read(HttpMessage message)
    {
        var form = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(message.Content))
            .ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        return form.Remove("Action", out var action) && Model.Named(action) is { } operation
            ? new AwsRequest(operation, form, message)
            : null;
    }

    public override AwsResponse Refuse(AwsException error) =>
        AwsResponse.Xml(error.Status, Element("ErrorResponse", new JsonObject
        {
            ["Error"] = new JsonObject { ["Type"] = "Sender", ["Code"] = error.Code, ["Message"] = error.Message },
            ["RequestId"] = Guid.NewGuid().ToString(),
        }));

    /// <summary>Adds an operation. Converts its result to XML.</summary>
    protected void Serve(string operation, Func<AwsRequest, JsonObject> result) =>
        Serve(operation, request => AwsResponse.Xml(200, Element(operation + "Response", new JsonObject
        {
            [operation + "Result"] = result(request),
            ["ResponseMetadata"] = new JsonObject { ["RequestId"] = Guid.NewGuid().ToString() },
        })));

    private XElement Element(string element, JsonNode? value) => new(
        XName.Get(element, Model.XmlNamespace),
        value switch
        {
            JsonObject members => (object)members
                .Where(member => member.Value is not null)
                .Select(member => Element(member.Key, member.Value)),
            JsonArray items => items.Select(item => Element("member", item)),
            _ => value?.ToString(),
        });
}

/// <summary>Implements the REST JSON protocol, in which the method and the path identify the operation.</summary>
internal abstract class RestJsonService(string name, ServiceModel model) : AwsService(name, model)
{
    public override AwsRequest? Read(HttpMessage message) =>
        Model.Find(message) is { } operation ? new AwsRequest(operation, operation.Parameters(message), message) : null;

    public override AwsResponse Refuse(AwsException error) =>
        AwsResponse.Json(error.Status, new JsonObject { ["message"] = error.Message }) with
        {
            Headers = new Dictionary<string, string> { ["x-amzn-ErrorType"] = error.Code },
        };

    /// <summary>Adds an operation with a JSON result.</summary>
    protected void Serve(string operation, Func<AwsRequest, JsonObject> result) =>
        base.Serve(operation, request => AwsResponse.Json(request.Operation.Status, result(request)));

    /// <summary>Adds an operation without a result.</summary>
    protected void Serve(string operation, Action<AwsRequest> act) => Serve(operation, request =>
    {
        act(request);
        return AwsResponse.Empty(request.Operation.Status);
    });
}
