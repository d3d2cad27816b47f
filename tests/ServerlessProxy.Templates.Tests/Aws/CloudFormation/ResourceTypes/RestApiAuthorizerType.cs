namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary><c>AWS::ApiGateway::Authorizer</c>.</summary>
internal sealed class RestApiAuthorizerType() : ResourceType("AWS::ApiGateway::Authorizer")
{
    /// <inheritdoc/>
    protected override string[] Required => ["Name", "RestApiId", "Type"];

    /// <inheritdoc/>
    protected override string[] Optional => ["AuthType", "AuthorizerCredentials", "AuthorizerResultTtlInSeconds", "AuthorizerUri", "IdentitySource", "IdentityValidationExpression", "ProviderARNs"];

    /// <inheritdoc/>
    protected override string[] CreateOnly => ["RestApiId"];

    /// <inheritdoc/>
    protected override string[] Attributes => ["AuthorizerId"];

    /// <inheritdoc/>
    public override PhysicalResource Create(ResourceRequest request)
    {
        var id = AwsName.Id(6);
        var authorizers = request.Account.RestApis.Get(request["RestApiId"]!).Authorizers;
        if (authorizers.Values.Any(authorizer => (string?)authorizer["Name"] == request["Name"]))
        {
            throw AwsException.BadRequest(
                "Authorizer name must be unique. Authorizer " + request["Name"] + " already exists in this RestApi.");
        }

        authorizers.Add(id, request.Properties);
        return new PhysicalResource(id, new Dictionary<string, string> { ["AuthorizerId"] = id });
    }

    /// <inheritdoc/>
    public override PhysicalResource Update(ResourceRequest request, StackResource resource)
    {
        request.Account.RestApis.Get(request["RestApiId"]!).Authorizers[resource.PhysicalId] = request.Properties;
        return base.Update(request, resource);
    }

    /// <inheritdoc/>
    public override void Delete(ResourceRequest request, StackResource resource) =>
        request.Account.RestApis.Get(request["RestApiId"]!).Authorizers.Remove(resource.PhysicalId);
}
