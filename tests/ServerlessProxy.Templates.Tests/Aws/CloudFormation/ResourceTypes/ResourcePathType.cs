using System.Text.RegularExpressions;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary><c>AWS::ApiGateway::Resource</c>: one part of a path.</summary>
internal sealed partial class ResourcePathType() : ResourceType("AWS::ApiGateway::Resource")
{
    /// <inheritdoc/>
    protected override string[] Required => ["ParentId", "PathPart", "RestApiId"];

    /// <inheritdoc/>
    protected override string[] CreateOnly => Required;

    /// <inheritdoc/>
    protected override string[] Attributes => ["ResourceId"];

    /// <inheritdoc/>
    public override PhysicalResource Create(ResourceRequest request)
    {
        if (!PathPart().IsMatch(request["PathPart"]!))
        {
            throw AwsException.BadRequest(
                "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end."
            );
        }

        var added = request
            .Account.RestApis.Get(request["RestApiId"]!)
            .AddResource(request["ParentId"]!, request["PathPart"]!);
        return new PhysicalResource(added.Id, new Dictionary<string, string> { ["ResourceId"] = added.Id });
    }

    /// <inheritdoc/>
    public override void Delete(ResourceRequest request, StackResource resource) =>
        request.Account.RestApis.Get(request["RestApiId"]!).RemoveResource(resource.PhysicalId);

    [GeneratedRegex("^([a-zA-Z0-9._:-]+|\\{[a-zA-Z0-9._:-]+\\+?\\})$")]
    private static partial Regex PathPart();
}
