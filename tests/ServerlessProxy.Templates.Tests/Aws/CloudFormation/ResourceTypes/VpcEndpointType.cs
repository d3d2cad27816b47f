using System.Text.RegularExpressions;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary><c>AWS::EC2::VPCEndpoint</c>, interface endpoints: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcendpoint.html.</summary>
internal sealed partial class VpcEndpointType() : ResourceType("AWS::EC2::VPCEndpoint")
{
    /// <inheritdoc/>
    protected override string[] Required => ["VpcId"];

    /// <inheritdoc/>
    protected override string[] Optional =>
        ["DnsOptions", "IpAddressType", "PolicyDocument", "PrivateDnsEnabled", "ResourceConfigurationArn", "RouteTableIds", "SecurityGroupIds", "ServiceName", "ServiceNetworkArn", "ServiceRegion", "SubnetIds", "Tags", "VpcEndpointType"];

    /// <inheritdoc/>
    protected override string[] CreateOnly => ["ServiceName", "VpcEndpointType", "VpcId"];

    /// <inheritdoc/>
    protected override string[] Attributes => ["CreationTimestamp", "DnsEntries", "Id", "NetworkInterfaceIds"];

    /// <inheritdoc/>
    public override bool IsList(string attribute) => attribute is "DnsEntries" or "NetworkInterfaceIds";

    /// <inheritdoc/>
    public override PhysicalResource Create(ResourceRequest request)
    {
        AwsException.Require(request["VpcEndpointType"] == "Interface", "The rehearsal knows interface endpoints only.");
        var service = Service().Match(request["ServiceName"] ?? "");
        AwsException.Require(service.Success && service.Groups["region"].Value == request.Account.Region, $"The Vpc Endpoint Service '{request["ServiceName"]}' does not exist");
        AwsException.Require(request.Properties["SecurityGroupIds"]!.AsArray().All(group => request.Account.SecurityGroups.Contains((string)group!)), "The security group ID does not exist");
        AwsException.Require(request.Properties["SubnetIds"]!.AsArray().Count > 0, "The rehearsal knows endpoints with network interfaces only.");

        var (id, name) = (AwsName.Ec2("vpce"), service.Groups["name"].Value);
        var domain = $"{id}-{AwsName.Id(8)}.{name}.{request.Account.Region}.vpce.amazonaws.com";
        request.Account.OtherResources.Add($"{Name} {id}");
        return new PhysicalResource(id, new Dictionary<string, string>
        {
            ["Id"] = id,
            // The hosted zone and the name, of S3 a wildcard; then those of the zones.
            ["DnsEntries"] = $"Z7HUB22UULQXV:{(name == "s3" ? "*." : "")}{domain},Z7HUB22UULQXV:{domain.Replace($".{name}.", $"-{request.Account.Region}a.{name}.", StringComparison.Ordinal)}",
            ["NetworkInterfaceIds"] = AwsName.Ec2("eni"),
            ["CreationTimestamp"] = "2026-11-26T00:00:00.000Z",
        });
    }

    /// <inheritdoc/>
    public override void Delete(ResourceRequest request, StackResource resource) => request.Account.OtherResources.Remove($"{Name} {resource.PhysicalId}");

    [GeneratedRegex("^com\\.amazonaws\\.(?<region>[a-z0-9-]+)\\.(?<name>s3|sqs)$")]
    private static partial Regex Service();
}
