using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.Protocol;

/// <summary>A service of the REST JSON protocol: method and path tell the operation.</summary>
/// <param name="name">Its name in the calls.</param>
/// <param name="model">Its model.</param>
internal abstract class RestJsonService(string name, ServiceModel model) : AwsService(name, model)
{
    /// <inheritdoc/>
    public override AwsRequest? Read(HttpMessage message) =>
        Model.Find(message) is { } operation ? new AwsRequest(operation, operation.Parameters(message), message) : null;

    /// <inheritdoc/>
    public override AwsResponse Refuse(AwsException error) =>
        AwsResponse.Json(error.Status, new JsonObject { ["message"] = error.Message }) with
        {
            Headers = new Dictionary<string, string> { ["x-amzn-ErrorType"] = error.Code },
        };

    /// <summary>Takes on an operation, whose result becomes JSON; without a result there is no body.</summary>
    protected void Serve(string operation, Func<AwsRequest, JsonObject?> result) =>
        Serve(
            operation,
            request =>
                result(request) is { } body
                    ? AwsResponse.Json(request.Operation.Status, body)
                    : AwsResponse.Empty(request.Operation.Status));

    /// <summary>Takes on an operation without a result.</summary>
    protected void Serve(string operation, Action<AwsRequest> act) =>
        Serve(operation, request =>
        {
            act(request);
            return AwsResponse.Empty(request.Operation.Status);
        });
}
