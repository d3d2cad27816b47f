using ServerlessProxy.Templates.Tests.Aws.Iam;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary><c>AWS::IAM::Role</c>.</summary>
internal sealed class RoleType() : ResourceType("AWS::IAM::Role")
{
    /// <inheritdoc/>
    protected override string[] Required => ["AssumeRolePolicyDocument"];

    /// <inheritdoc/>
    protected override string[] Optional => ["Description", "ManagedPolicyArns", "MaxSessionDuration", "Path", "PermissionsBoundary", "Policies", "RoleName", "Tags"];

    /// <inheritdoc/>
    protected override string[] CreateOnly => ["Path", "RoleName"];

    /// <inheritdoc/>
    protected override string[] Attributes => ["Arn", "RoleId"];

    /// <inheritdoc/>
    public override PhysicalResource Create(ResourceRequest request)
    {
        var name = request.NameOr("RoleName");
        var path = request["Path"] ?? "/";
        if (name.Length > 64 || !path.StartsWith('/') || !path.EndsWith('/'))
        {
            throw AwsException.Validation(
                $"1 validation error detected: Value '{name}' at 'roleName' failed to satisfy constraint: Member must have length less than or equal to 64"
            );
        }

        var arn = $"arn:aws:iam::{AwsAccount.Id}:role{path}{name}";
        return request.Account.Roles.TryAdd(name, new Role(arn, request.Properties))
            ? new PhysicalResource(
                name,
                new Dictionary<string, string>
                {
                    ["Arn"] = arn,
                    ["RoleId"] = "AROA" + AwsName.Id(17).ToUpperInvariant(),
                })
            : throw AwsException.AlreadyExists(Name, name);
    }

    /// <inheritdoc/>
    public override PhysicalResource Update(ResourceRequest request, StackResource resource)
    {
        request.Account.Roles[resource.PhysicalId] = request.Account.Roles[resource.PhysicalId] with
        {
            Properties = request.Properties,
        };
        return base.Update(request, resource);
    }

    /// <inheritdoc/>
    public override void Delete(ResourceRequest request, StackResource resource) =>
        request.Account.Roles.Remove(resource.PhysicalId);
}
