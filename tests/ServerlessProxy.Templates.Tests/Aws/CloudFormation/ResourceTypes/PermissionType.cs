namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary><c>AWS::Lambda::Permission</c>: who may invoke a function.</summary>
internal sealed class PermissionType() : ResourceType("AWS::Lambda::Permission")
{
    /// <inheritdoc/>
    protected override string[] Required => ["Action", "FunctionName", "Principal"];

    /// <inheritdoc/>
    protected override string[] Optional => ["EventSourceToken", "FunctionUrlAuthType", "InvokedViaFunctionUrl", "PrincipalOrgID", "SourceAccount", "SourceArn"];

    /// <inheritdoc/>
    protected override string[] CreateOnly => [.. Required, .. Optional];

    /// <inheritdoc/>
    protected override string[] Attributes => ["Id"];

    /// <inheritdoc/>
    public override PhysicalResource Create(ResourceRequest request)
    {
        var id = AwsName.Generated(request.Stack.Name, request.LogicalId, 100);
        request.Account.Functions.GetQualified(request["FunctionName"]!).Permissions.Add(id, request.Properties);
        return new PhysicalResource(id, new Dictionary<string, string> { ["Id"] = id });
    }

    /// <inheritdoc/>
    public override void Delete(ResourceRequest request, StackResource resource) =>
        request.Account.Functions.Get(request["FunctionName"]!).Permissions.Remove(resource.PhysicalId);
}
