using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary>A type of resources, as CloudFormation's reference has it.</summary>
/// <param name="name">Its name, such as <c>AWS::Logs::LogGroup</c>.</param>
internal abstract class ResourceType(string name)
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>The properties that it must have.</summary>
    protected virtual string[] Required => [];

    /// <summary>The other properties that it may have.</summary>
    protected virtual string[] Optional => [];

    /// <summary>The properties whose change makes it anew.</summary>
    protected virtual string[] CreateOnly => [];

    /// <summary>What <c>Fn::GetAtt</c> gives.</summary>
    protected virtual string[] Attributes => [];

    /// <summary>Whether <c>Fn::GetAtt</c> gives this.</summary>
    public virtual bool HasAttribute(string attribute) => Attributes.Contains(attribute);

    /// <summary>Whether a change of properties makes it anew.</summary>
    public bool NeedsReplacement(JsonObject before, JsonObject after) =>
        CreateOnly.Any(property => !JsonNode.DeepEquals(before[property], after[property]));

    /// <summary>Checks properties against the reference.</summary>
    /// <exception cref="AwsException">One is missing, or unknown.</exception>
    public virtual void Check(string logicalId, JsonObject properties)
    {
        if (Array.Find(Required, property => properties[property] is null) is { } missing)
        {
            throw AwsException.Validation(
                $"Properties validation failed for resource {logicalId} with message: #: required key [{missing}] not found"
            );
        }

        if (
            properties
                .Select(property => property.Key)
                .FirstOrDefault(property => !Required.Contains(property) && !Optional.Contains(property)) is
            { } unknown)
        {
            throw AwsException.Validation(
                $"Properties validation failed for resource {logicalId} with message: #: extraneous key [{unknown}] is not permitted"
            );
        }
    }

    /// <summary>Makes one.</summary>
    /// <exception cref="AwsException">AWS refuses it.</exception>
    public abstract PhysicalResource Create(ResourceRequest request);

    /// <summary>Changes one.</summary>
    /// <exception cref="AwsException">AWS refuses it.</exception>
    public virtual PhysicalResource Update(ResourceRequest request, StackResource resource) => new(resource);

    /// <summary>Deletes one.</summary>
    /// <exception cref="AwsException">AWS refuses it.</exception>
    public virtual void Delete(ResourceRequest request, StackResource resource)
    {
    }
}
