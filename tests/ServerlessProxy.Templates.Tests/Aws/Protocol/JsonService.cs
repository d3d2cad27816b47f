using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.Protocol;

/// <summary>A service of the JSON protocol: the operation stands in the header <c>X-Amz-Target</c>.</summary>
/// <param name="name">Its name in the calls.</param>
/// <param name="model">Its model.</param>
internal abstract class JsonService(string name, ServiceModel model) : AwsService(name, model)
{
    private const string ContentType = "application/x-amz-json-1.1";

    /// <inheritdoc/>
    public override AwsRequest? Read(HttpMessage message) =>
        message.Headers.TryGetValue("X-Amz-Target", out var target)
        && target.Split('.') is [var prefix, var name]
        && prefix == Model.TargetPrefix
        && Model.Named(name) is { } operation
            ? new AwsRequest(operation, new Dictionary<string, string>(), message)
            : null;

    /// <inheritdoc/>
    public override AwsResponse Refuse(AwsException error) =>
        AwsResponse.Json(
            error.Status,
            new JsonObject { ["__type"] = error.Code, ["message"] = error.Message },
            ContentType);

    /// <summary>Takes on an operation, whose result becomes JSON.</summary>
    protected void Serve(string operation, Func<AwsRequest, JsonObject> result) =>
        Serve(operation, request => AwsResponse.Json(200, result(request), ContentType));
}
