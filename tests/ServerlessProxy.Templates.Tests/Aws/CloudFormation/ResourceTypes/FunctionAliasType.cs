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
        if (!function.Aliases.TryAdd(request["Name"]!, request["FunctionVersion"]!))
        {
            throw AwsException.AlreadyExists(Name, $"{function.Arn}:{request["Name"]}");
        }

        var arn = $"{function.Arn}:{request["Name"]}";
        return new PhysicalResource(arn, new Dictionary<string, string> { ["AliasArn"] = arn });
    }

    /// <inheritdoc/>
    public override PhysicalResource Update(ResourceRequest request, StackResource resource)
    {
        request.Account.Functions.Get(request["FunctionName"]!).Aliases[request["Name"]!] = request["FunctionVersion"]!;
        return base.Update(request, resource);
    }

    /// <inheritdoc/>
    public override void Delete(ResourceRequest request, StackResource resource) => request.Account.Functions.Get(request["FunctionName"]!).Aliases.Remove(request["Name"]!);
}
