namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary><c>AWS::EC2::SecurityGroupIngress</c>: a rule of a security group, which may be another's.</summary>
internal sealed class SecurityGroupIngressType() : ResourceType("AWS::EC2::SecurityGroupIngress")
{
    /// <inheritdoc/>
    protected override string[] Required => ["IpProtocol"];

    /// <inheritdoc/>
    protected override string[] Optional =>
        ["CidrIp", "CidrIpv6", "Description", "FromPort", "GroupId", "GroupName", "SourcePrefixListId", "SourceSecurityGroupId", "SourceSecurityGroupName", "SourceSecurityGroupOwnerId", "ToPort"];

    /// <inheritdoc/>
    protected override string[] CreateOnly => [.. Required, .. Optional.Where(property => property != "Description")];

    /// <inheritdoc/>
    protected override string[] Attributes => ["Id"];

    /// <inheritdoc/>
    public override PhysicalResource Create(ResourceRequest request)
    {
        foreach (var property in new[] { "GroupId", "SourceSecurityGroupId" })
        {
            AwsException.Require(
                request[property] is not { } group || request.Account.SecurityGroups.Contains(group),
                $"The security group '{request[property]}' does not exist");
        }

        var id = AwsName.Ec2("sgr");
        request.Account.SecurityGroupRules.Add(id, request.Properties);
        return new PhysicalResource(id, new Dictionary<string, string> { ["Id"] = id });
    }

    /// <inheritdoc/>
    public override PhysicalResource Update(ResourceRequest request, StackResource resource)
    {
        request.Account.SecurityGroupRules[resource.PhysicalId] = request.Properties;
        return base.Update(request, resource);
    }

    /// <inheritdoc/>
    public override void Delete(ResourceRequest request, StackResource resource) =>
        request.Account.SecurityGroupRules.Remove(resource.PhysicalId);
}
