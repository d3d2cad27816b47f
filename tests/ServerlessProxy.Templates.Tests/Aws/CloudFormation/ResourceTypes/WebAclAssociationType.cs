using System.Text.RegularExpressions;
using ServerlessProxy.Templates.Tests.Aws.ApiGateway;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary><c>AWS::WAFv2::WebACLAssociation</c>, with a stage of a REST API.</summary>
internal sealed partial class WebAclAssociationType() : ResourceType("AWS::WAFv2::WebACLAssociation")
{
    /// <inheritdoc/>
    protected override string[] Required => ["ResourceArn", "WebACLArn"];

    /// <inheritdoc/>
    protected override string[] CreateOnly => ["ResourceArn", "WebACLArn"];

    /// <inheritdoc/>
    public override PhysicalResource Create(ResourceRequest request)
    {
        var stage = Stage(request) ?? throw NoSuchItem();
        AwsException.Require(request.Account.WebAcls.ContainsKey(request["WebACLArn"]!), NoSuchItem().Message);
        stage.WebAclArn = request["WebACLArn"];
        return new PhysicalResource($"{request["WebACLArn"]}|{request["ResourceArn"]}");
    }

    /// <inheritdoc/>
    public override void Delete(ResourceRequest request, StackResource resource)
    {
        if (Stage(request) is { } stage)
        {
            stage.WebAclArn = null;
        }
    }

    private static RestStage? Stage(ResourceRequest request) =>
        StageArn().Match(request["ResourceArn"]!) is { Success: true } arn
        && arn.Groups["region"].Value == request.Account.Region
            ? request
                .Account.RestApis.All.FirstOrDefault(api => api.Id == arn.Groups["api"].Value)
                ?.Stages.GetValueOrDefault(arn.Groups["stage"].Value)
            : throw new AwsException(
                400,
                "WAFInvalidParameterException",
                "Error reason: The ARN isn't valid. A valid ARN begins with arn: and includes other information separated by colons or slashes."
            );

    private static AwsException NoSuchItem() =>
        new(
            400,
            "WAFNonexistentItemException",
            "AWS WAF couldn't perform the operation because your resource doesn't exist.");

    [GeneratedRegex("^arn:aws:apigateway:(?<region>[a-z0-9-]+)::/restapis/(?<api>[^/]+)/stages/(?<stage>[^/]+)$")]
    private static partial Regex StageArn();
}
