namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary><c>AWS::Lambda::Alias</c>.</summary>
internal sealed class FunctionAliasType() : ResourceType("AWS::Lambda::Alias")
{
    /// <inheritdoc/>
    protected override string[] Required => ["FunctionName", "FunctionVersion", "Name"];

    /// <inheritdoc/>
    protected override string[] Optional => ["Description", "ProvisionedConcurrencyConfig", "RoutingConfig"];

    /// <inheritdoc/>
    protected override string[] CreateOnly => ["FunctionName", "Name"];

    /// <inheritdoc/>
    protected override string[] Attributes => ["AliasArn"];

    /// <inheritdoc/>
    public override PhysicalResource Create(ResourceRequest request)
    {
        var function = request.Account.Functions.Get(request["FunctionName"]!);
        var arn = $"{function.Arn}:{request["Name"]}";
        if (function.Aliases.ContainsKey(request["Name"]!))
        {
            throw AwsException.AlreadyExists(Name, arn);
        }

        function.PointAlias(request["Name"]!, request["FunctionVersion"]!);
        return new PhysicalResource(arn, new Dictionary<string, string> { ["AliasArn"] = arn });
    }

    /// <inheritdoc/>
    public override PhysicalResource Update(ResourceRequest request, StackResource resource)
    {
        request
            .Account.Functions.Get(request["FunctionName"]!)
            .PointAlias(request["Name"]!, request["FunctionVersion"]!);
        return base.Update(request, resource);
    }

    /// <inheritdoc/>
    public override void Delete(ResourceRequest request, StackResource resource) =>
        request.Account.Functions.Get(request["FunctionName"]!).DeleteAlias(request["Name"]!);
}
