using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ServerlessProxy.Templates.Tests.Aws.ApiGateway;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary>Implements VPC links and security groups.</summary>
internal static partial class NetworkTypes
{
    private static readonly string[] Targets =
    [
        "CidrIp", "CidrIpv6", "SourceSecurityGroupId", "DestinationSecurityGroupId", "SourcePrefixListId",
        "DestinationPrefixListId",
    ];

    public static IReadOnlyList<ResourceType> All { get; } =
    [
        new("AWS::ApiGateway::VpcLink", request => CreateLink(request, version: 1))
        {
            Check = request => AwsException.Require(
                request.List("TargetArns") is [var target] && NetworkLoadBalancer().IsMatch((string)target!),
                "NLB ARN is malformed."),
            Delete = request => VpcLink.Delete(request.Account, request.Id),
        },

        // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-vpc-links-v2.html: immutable.
        new("AWS::ApiGatewayV2::VpcLink", request => CreateLink(request, version: 2))
        {
            Check = CheckLink,
            Delete = request => VpcLink.Delete(request.Account, request.Id),
        },
        new("AWS::EC2::SecurityGroup", CreateGroup) { Check = CheckGroup, Delete = DeleteGroup },
        new("AWS::EC2::SecurityGroupIngress", CreateRule)
        {
            Update = request => request.Account.SecurityGroupRules[request.Id] = request.Properties,
            Delete = request => request.Account.SecurityGroupRules.Remove(request.Id),
        },
    ];

    private static PhysicalResource CreateLink(ResourceRequest request, int version)
    {
        var link = new VpcLink(AwsName.Id(6), request["Name"]!, version);
        request.Account.VpcLinks.Add(link.Id, link);
        return PhysicalResource.Of(link.Id, ("VpcLinkId", link.Id));
    }

    private static void CheckLink(ResourceRequest request)
    {
        AwsException.Require(request.List("SubnetIds").Count > 0, "SubnetIds must not be empty");
        foreach (var group in request.List("SecurityGroupIds"))
        {
            RequireGroup(request, (string?)group);
        }
    }

    private static void CheckGroup(ResourceRequest request)
    {
        var rules = request.List("SecurityGroupIngress").Concat(request.List("SecurityGroupEgress")).ToList();
        foreach (var text in rules.Select(rule => (string?)rule!["Description"]).Append(request["GroupDescription"]))
        {
            AwsException.Require(
                Description().IsMatch(text ?? ""),
                $"Invalid security group description '{text}'. Valid descriptions are strings less than 256 characters "
                + "from the following set: a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*");
        }

        AwsException.Require(
            rules.TrueForAll(rule => rule!.AsObject().Count(property => Targets.Contains(property.Key)) == 1),
            "Exactly one of the source or destination properties of a rule must be specified.");
    }

    private static PhysicalResource CreateGroup(ResourceRequest request)
    {
        var id = AwsName.Ec2("sg");
        request.Account.SecurityGroups.Add(id);
        return PhysicalResource.Of(id, ("GroupId", id), ("Id", id), ("VpcId", request["VpcId"] ?? ""));
    }

    private static void DeleteGroup(ResourceRequest request)
    {
        AwsException.Require(
            !request.Account.SecurityGroupRules.Values.Any(rule =>
                (string?)rule["SourceSecurityGroupId"] == request.Id && (string?)rule["GroupId"] != request.Id),
            $"resource {request.Id} has a dependent object");
        request.Account.SecurityGroups.Remove(request.Id);
    }

    private static PhysicalResource CreateRule(ResourceRequest request)
    {
        RequireGroup(request, request["GroupId"]);
        RequireGroup(request, request["SourceSecurityGroupId"]);
        var id = AwsName.Ec2("sgr");
        request.Account.SecurityGroupRules.Add(id, request.Properties);
        return PhysicalResource.Of(id, ("Id", id));
    }

    private static void RequireGroup(ResourceRequest request, string? id) => AwsException.Require(
        id is null || request.Account.SecurityGroups.Contains(id),
        $"The security group '{id}' does not exist");

    [GeneratedRegex("^arn:aws:elasticloadbalancing:[a-z0-9-]+:\\d{12}:loadbalancer/net/[^/]+/[0-9a-f]+$")]
    private static partial Regex NetworkLoadBalancer();

    [GeneratedRegex("^[a-zA-Z0-9. _:/()#,@\\[\\]+=&;{}!$*-]{0,255}$")]
    private static partial Regex Description();
}
