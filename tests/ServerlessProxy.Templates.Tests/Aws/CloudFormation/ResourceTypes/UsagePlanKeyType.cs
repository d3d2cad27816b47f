namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary><c>AWS::ApiGateway::UsagePlanKey</c>.</summary>
internal sealed class UsagePlanKeyType() : ResourceType("AWS::ApiGateway::UsagePlanKey")
{
    /// <inheritdoc/>
    protected override string[] Required => ["KeyId", "KeyType", "UsagePlanId"];

    /// <inheritdoc/>
    protected override string[] CreateOnly => Required;

    /// <inheritdoc/>
    protected override string[] Attributes => ["Id"];

    /// <inheritdoc/>
    public override PhysicalResource Create(ResourceRequest request)
    {
        request
            .Account.RestApis.GetPlan(request["UsagePlanId"]!)
            .KeyIds.Add(request.Account.RestApis.GetKey(request["KeyId"]!).Id);
        var id = $"{request["KeyId"]}:{request["UsagePlanId"]}";
        return new PhysicalResource(id, new Dictionary<string, string> { ["Id"] = id });
    }

    /// <inheritdoc/>
    public override void Delete(ResourceRequest request, StackResource resource) =>
        request.Account.RestApis.GetPlan(request["UsagePlanId"]!).KeyIds.Remove(request["KeyId"]!);
}
