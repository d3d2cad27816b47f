namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary><c>AWS::EC2::SecurityGroupIngress</c>.</summary>
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
        foreach (var group in new[] { request["GroupId"], request["SourceSecurityGroupId"] }.OfType<string>())
        {
            AwsException.Require(request.Account.SecurityGroups.Contains(group), $"The security group '{group}' does not exist");
        }

        var id = AwsName.Ec2("sgr");
        return new PhysicalResource(id, new Dictionary<string, string> { ["Id"] = id });
    }
}
