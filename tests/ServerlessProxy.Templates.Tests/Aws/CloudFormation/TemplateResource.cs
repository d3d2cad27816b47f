using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation;

/// <summary>A resource as the template has it.</summary>
/// <param name="LogicalId">Its name in the template.</param>
/// <param name="Type">Its type, such as <c>AWS::Lambda::Function</c>.</param>
/// <param name="Json">All of it.</param>
internal sealed record TemplateResource(string LogicalId, string Type, JsonObject Json)
{
    /// <summary>Its properties, with functions in them.</summary>
    public JsonObject Properties => Json["Properties"]?.AsObject() ?? [];

    /// <summary>Its metadata, as text: a change of it is one of the resource.</summary>
    public string? Metadata => Json["Metadata"]?.ToJsonString();

    /// <summary>Whether it stays when the stack lets go of it.</summary>
    public bool IsRetained => (string?)Json["DeletionPolicy"] is "Retain";

    /// <summary>Whether an old one stays when a new one takes its place.</summary>
    public bool IsRetainedWhenReplaced => (string?)Json["UpdateReplacePolicy"] is "Retain";

    /// <summary>The resources that it names in <c>DependsOn</c>.</summary>
    public IEnumerable<string> DependsOn => Json["DependsOn"] switch
    {
        JsonArray names => names.Select(name => (string)name!),
        { } name => [(string)name!],
        null => [],
    };
}
