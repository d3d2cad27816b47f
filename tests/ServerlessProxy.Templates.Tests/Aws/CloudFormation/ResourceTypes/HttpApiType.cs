namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary><c>AWS::ApiGatewayV2::Api</c>: an HTTP API, without a body of OpenAPI.</summary>
internal sealed class HttpApiType() : ResourceType("AWS::ApiGatewayV2::Api")
{
    /// <inheritdoc/>
    protected override string[] Required => ["Name", "ProtocolType"];

    /// <inheritdoc/>
    protected override string[] Optional => ["CorsConfiguration", "Description", "DisableExecuteApiEndpoint", "FailOnWarnings", "IpAddressType", "Tags", "Version"];

    /// <inheritdoc/>
    protected override string[] CreateOnly => ["ProtocolType"];

    /// <inheritdoc/>
    protected override string[] Attributes => ["ApiEndpoint", "ApiId"];

    /// <inheritdoc/>
    public override PhysicalResource Create(ResourceRequest request)
    {
        if (request["ProtocolType"] != "HTTP")
        {
            throw AwsException.BadRequest("The rehearsal makes HTTP APIs only.");
        }

        var api = request.Account.HttpApis.Create(request.Properties);
        return new PhysicalResource(
            api.Id,
            new Dictionary<string, string> { ["ApiEndpoint"] = api.Endpoint, ["ApiId"] = api.Id });
    }

    /// <inheritdoc/>
    public override PhysicalResource Update(ResourceRequest request, StackResource resource)
    {
        request.Account.HttpApis.Get(resource.PhysicalId).Configuration = request.Properties;
        return base.Update(request, resource);
    }

    /// <inheritdoc/>
    public override void Delete(ResourceRequest request, StackResource resource) =>
        request.Account.HttpApis.Delete(resource.PhysicalId);
}
