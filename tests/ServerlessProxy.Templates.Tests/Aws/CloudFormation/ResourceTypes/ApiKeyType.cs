namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary><c>AWS::ApiGateway::ApiKey</c>.</summary>
internal sealed class ApiKeyType() : ResourceType("AWS::ApiGateway::ApiKey")
{
    /// <inheritdoc/>
    protected override string[] Optional =>
        ["CustomerId", "Description", "Enabled", "GenerateDistinctId", "Name", "StageKeys", "Tags", "Value"];

    /// <inheritdoc/>
    protected override string[] CreateOnly => ["GenerateDistinctId", "Name", "Value"];

    /// <inheritdoc/>
    protected override string[] Attributes => ["APIKeyId"];

    /// <inheritdoc/>
    public override PhysicalResource Create(ResourceRequest request)
    {
        var key = request.Account.RestApis.CreateKey(request.NameOr("Name"), request["Value"], IsEnabled(request));
        return new PhysicalResource(key.Id, new Dictionary<string, string> { ["APIKeyId"] = key.Id });
    }

    /// <inheritdoc/>
    public override PhysicalResource Update(ResourceRequest request, StackResource resource)
    {
        request.Account.RestApis.Replace(
            request.Account.RestApis.GetKey(resource.PhysicalId) with
            {
                Enabled = IsEnabled(request),
            });
        return base.Update(request, resource);
    }

    /// <inheritdoc/>
    public override void Delete(ResourceRequest request, StackResource resource) =>
        request.Account.RestApis.DeleteKey(resource.PhysicalId);

    private static bool IsEnabled(ResourceRequest request) => request["Enabled"] == "true";
}
