using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary><c>AWS::EC2::SecurityGroup</c>.</summary>
internal sealed partial class SecurityGroupType() : ResourceType("AWS::EC2::SecurityGroup")
{
    /// <inheritdoc/>
    protected override string[] Required => ["GroupDescription"];

    /// <inheritdoc/>
    protected override string[] Optional =>
        ["GroupName", "SecurityGroupEgress", "SecurityGroupIngress", "Tags", "VpcId"];

    /// <inheritdoc/>
    protected override string[] CreateOnly => ["GroupDescription", "GroupName", "VpcId"];

    /// <inheritdoc/>
    protected override string[] Attributes => ["GroupId", "Id", "VpcId"];

    /// <inheritdoc/>
    public override PhysicalResource Create(ResourceRequest request)
    {
        Check(request);
        var id = AwsName.Ec2("sg");
        request.Account.SecurityGroups.Add(id);
        return new PhysicalResource(id, new Dictionary<string, string> { ["GroupId"] = id, ["Id"] = id, ["VpcId"] = request["VpcId"] ?? "" });
    }

    /// <inheritdoc/>
    public override PhysicalResource Update(ResourceRequest request, StackResource resource)
    {
        Check(request);
        return base.Update(request, resource);
    }

    /// <inheritdoc/>
    public override void Delete(ResourceRequest request, StackResource resource)
    {
        var id = resource.PhysicalId;
        if (
            request.Account.SecurityGroupRules.Values.Any(rule =>
                (string?)rule["SourceSecurityGroupId"] == id && (string?)rule["GroupId"] != id))
        {
            throw new AwsException(400, "DependencyViolation", $"resource {id} has a dependent object");
        }

        request.Account.SecurityGroups.Remove(id);
    }

    private static void Check(ResourceRequest request)
    {
        var rules = new[] { "SecurityGroupIngress", "SecurityGroupEgress" }
            .SelectMany(property => request.Properties[property]?.AsArray() ?? [])
            .ToList();
        var descriptions = rules.Select(rule => (string?)rule!["Description"]).Append(request["GroupDescription"]);
        if (descriptions.FirstOrDefault(text => text is not null && !Description().IsMatch(text)) is { } wrong)
        {
            throw AwsException.Validation(
                $"Invalid security group description '{wrong}'. Valid descriptions are strings less than 256 characters from the following set: a-zA-Z0-9. _-:/()#,@[]+=&;{{}}!$*"
            );
        }

        if (rules.Find(rule => !HasOneTarget(rule!.AsObject())) is not null)
        {
            throw AwsException.Validation(
                "Exactly one of the source or destination properties of a rule must be specified.");
        }
    }

    private static bool HasOneTarget(JsonObject rule) =>
        rule.Count(property => property.Key is "CidrIp" or "CidrIpv6" or "SourceSecurityGroupId" or "DestinationSecurityGroupId" or "SourcePrefixListId" or "DestinationPrefixListId") == 1;

    [GeneratedRegex("^[a-zA-Z0-9. _:/()#,@\\[\\]+=&;{}!$*-]{0,255}$")]
    private static partial Regex Description();
}
