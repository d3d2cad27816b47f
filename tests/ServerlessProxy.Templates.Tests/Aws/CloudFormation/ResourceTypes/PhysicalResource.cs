namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary>What has been made.</summary>
/// <param name="Id">What <c>Ref</c> gives.</param>
/// <param name="Attributes">What <c>Fn::GetAtt</c> gives.</param>
internal sealed record PhysicalResource(string Id, IReadOnlyDictionary<string, string> Attributes)
{
    private static readonly Dictionary<string, string> None = [];

    /// <summary>Something without attributes.</summary>
    public PhysicalResource(string id)
        : this(id, None)
    {
    }

    /// <summary>What a resource already is.</summary>
    public PhysicalResource(StackResource resource)
        : this(resource.PhysicalId, resource.Attributes)
    {
    }
}
