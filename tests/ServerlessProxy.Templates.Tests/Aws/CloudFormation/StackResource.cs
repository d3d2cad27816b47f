using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation;

/// <summary>A resource of a stack.</summary>
/// <param name="Definition">What the template has.</param>
/// <param name="PhysicalId">Its own id or name: what <c>Ref</c> gives.</param>
/// <param name="Attributes">What <c>Fn::GetAtt</c> gives.</param>
/// <param name="Evaluated">Its properties, evaluated but for dynamic references: as long as they stay, the resource is not touched.</param>
/// <param name="Applied">Its properties as it has them, secrets included.</param>
internal sealed record StackResource(
    TemplateResource Definition,
    string PhysicalId,
    IReadOnlyDictionary<string, string> Attributes,
    JsonObject Evaluated,
    JsonObject Applied)
{
    /// <summary>CREATE_COMPLETE, …</summary>
    public string Status { get; set; } = "CREATE_COMPLETE";

    /// <summary>When it was last changed.</summary>
    public DateTime Changed { get; } = DateTime.UtcNow;
}
