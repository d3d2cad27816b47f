using ServerlessProxy.Templates.Tests.Aws.ApiGateway;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary><c>AWS::ApiGateway::RestApi</c>, without a body of OpenAPI.</summary>
internal sealed class RestApiType() : ResourceType("AWS::ApiGateway::RestApi")
{
    /// <inheritdoc/>
    protected override string[] Required => ["Name"];

    /// <inheritdoc/>
    protected override string[] Optional =>
    [
        "ApiKeySourceType", "BinaryMediaTypes", "CloneFrom", "Description", "DisableExecuteApiEndpoint", "EndpointAccessMode", "EndpointConfiguration", "FailOnWarnings", "MinimumCompressionSize", "Mode", "Parameters", "Policy",
        "SecurityPolicy", "Tags",
    ];

    /// <inheritdoc/>
    protected override string[] Attributes => ["RestApiId", "RootResourceId"];

    /// <inheritdoc/>
    public override PhysicalResource Create(ResourceRequest request)
    {
        ResourcePolicy.Check(request.Properties["Policy"]);
        var api = request.Account.RestApis.Create(request.Properties);
        return new PhysicalResource(
            api.Id,
            new Dictionary<string, string> { ["RestApiId"] = api.Id, ["RootResourceId"] = api.RootResourceId });
    }

    /// <inheritdoc/>
    public override PhysicalResource Update(ResourceRequest request, StackResource resource)
    {
        ResourcePolicy.Check(request.Properties["Policy"]);
        request.Account.RestApis.Get(resource.PhysicalId).Configuration = request.Properties;
        return base.Update(request, resource);
    }

    /// <inheritdoc/>
    public override void Delete(ResourceRequest request, StackResource resource) =>
        request.Account.RestApis.Delete(resource.PhysicalId);
}
