namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary><c>AWS::Logs::LogGroup</c>.</summary>
internal sealed class LogGroupType() : ResourceType("AWS::Logs::LogGroup")
{
    private static readonly HashSet<string> Days =
        [.. new[] { 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653 }.Select(days => $"{days}")];

    /// <inheritdoc/>
    protected override string[] Optional => ["DataProtectionPolicy", "FieldIndexPolicies", "KmsKeyId", "LogGroupClass", "LogGroupName", "ResourcePolicyDocument", "RetentionInDays", "Tags"];

    /// <inheritdoc/>
    protected override string[] CreateOnly => ["LogGroupName"];

    /// <inheritdoc/>
    protected override string[] Attributes => ["Arn"];

    /// <inheritdoc/>
    public override PhysicalResource Create(ResourceRequest request)
    {
        CheckRetention(request);
        var name = request.NameOr("LogGroupName", 512);
        return request.Account.LogGroups.Add(name)
            ? new PhysicalResource(
                name,
                new Dictionary<string, string>
                {
                    ["Arn"] = $"arn:aws:logs:{request.Account.Region}:{AwsAccount.Id}:log-group:{name}:*",
                })
            : throw AwsException.AlreadyExists(Name, name);
    }

    /// <inheritdoc/>
    public override PhysicalResource Update(ResourceRequest request, StackResource resource)
    {
        CheckRetention(request);
        return base.Update(request, resource);
    }

    /// <inheritdoc/>
    public override void Delete(ResourceRequest request, StackResource resource) =>
        request.Account.LogGroups.Remove(resource.PhysicalId);

    private static void CheckRetention(ResourceRequest request)
    {
        if (request["RetentionInDays"] is { } days && !Days.Contains(days))
        {
            throw AwsException.Validation($"#/RetentionInDays: {days} is not a valid enum value");
        }
    }
}
