using ServerlessProxy.Templates.Tests.Aws.ApiGateway;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary><c>AWS::ApiGatewayV2::VpcLink</c>. One cannot be changed: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-vpc-links-v2.html.</summary>
internal sealed class VpcLinkV2Type() : ResourceType("AWS::ApiGatewayV2::VpcLink")
{
    /// <inheritdoc/>
    protected override string[] Required => ["Name", "SubnetIds"];

    /// <inheritdoc/>
    protected override string[] Optional => ["SecurityGroupIds", "Tags"];

    /// <inheritdoc/>
    protected override string[] CreateOnly => ["SecurityGroupIds", "SubnetIds"];

    /// <inheritdoc/>
    protected override string[] Attributes => ["VpcLinkId"];

    /// <inheritdoc/>
    public override PhysicalResource Create(ResourceRequest request)
    {
        if (request.Properties["SubnetIds"]!.AsArray().Count == 0)
        {
            throw AwsException.BadRequest("SubnetIds must not be empty");
        }

        if (
            request
                .Properties["SecurityGroupIds"]
                ?.AsArray()
                .FirstOrDefault(group => !request.Account.SecurityGroups.Contains((string)group!)) is
            { } unknown)
        {
            throw AwsException.BadRequest($"The security group ID '{unknown}' does not exist");
        }

        var link = new VpcLink(AwsName.Id(6), request["Name"]!, Version: 2);
        request.Account.VpcLinks.Add(link.Id, link);
        return new PhysicalResource(link.Id, new Dictionary<string, string> { ["VpcLinkId"] = link.Id });
    }

    /// <inheritdoc/>
    public override void Delete(ResourceRequest request, StackResource resource) =>
        VpcLinkUse.Delete(request.Account, resource.PhysicalId);
}
