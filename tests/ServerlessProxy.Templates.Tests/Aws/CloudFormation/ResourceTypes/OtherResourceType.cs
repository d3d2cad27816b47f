using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary>A type without effects here: whatever properties it has, it is made, and has every attribute.</summary>
/// <param name="name">Its name.</param>
internal sealed class OtherResourceType(string name) : ResourceType(name)
{
    /// <inheritdoc/>
    public override bool HasAttribute(string attribute) => true;

    /// <inheritdoc/>
    public override void Check(string logicalId, JsonObject properties)
    {
    }

    /// <inheritdoc/>
    public override PhysicalResource Create(ResourceRequest request)
    {
        var id = AwsName.Generated(request.Stack.Name, request.LogicalId);
        request.Account.OtherResources.Add($"{Name} {id}");
        return new PhysicalResource(id, new AnyAttribute(id));
    }

    /// <inheritdoc/>
    public override void Delete(ResourceRequest request, StackResource resource) =>
        request.Account.OtherResources.Remove($"{Name} {resource.PhysicalId}");
}
