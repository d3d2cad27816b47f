using System.Text.RegularExpressions;
using ServerlessProxy.Templates.Tests.Aws.ApiGateway;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary><c>AWS::ApiGateway::VpcLink</c>.</summary>
internal sealed partial class VpcLinkV1Type() : ResourceType("AWS::ApiGateway::VpcLink")
{
    /// <inheritdoc/>
    protected override string[] Required => ["Name", "TargetArns"];

    /// <inheritdoc/>
    protected override string[] Optional => ["Description", "Tags"];

    /// <inheritdoc/>
    protected override string[] CreateOnly => ["TargetArns"];

    /// <inheritdoc/>
    protected override string[] Attributes => ["VpcLinkId"];

    /// <inheritdoc/>
    public override PhysicalResource Create(ResourceRequest request)
    {
        if (
            !(
                request.Properties["TargetArns"]!.AsArray() is [var target]
                && NetworkLoadBalancer().IsMatch((string)target!)))
        {
            throw AwsException.BadRequest("NLB ARN is malformed.");
        }

        var link = new VpcLink(AwsName.Id(6), request["Name"]!, Version: 1);
        request.Account.VpcLinks.Add(link.Id, link);
        return new PhysicalResource(link.Id, new Dictionary<string, string> { ["VpcLinkId"] = link.Id });
    }

    /// <inheritdoc/>
    public override void Delete(ResourceRequest request, StackResource resource) =>
        VpcLinkUse.Delete(request.Account, resource.PhysicalId);

    [GeneratedRegex("^arn:aws:elasticloadbalancing:[a-z0-9-]+:\\d{12}:loadbalancer/net/[^/]+/[0-9a-f]+$")]
    private static partial Regex NetworkLoadBalancer();
}
