using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Represents the resources of a template.</summary>
/// <param name="All">All resources by logical id.</param>
internal sealed record TemplateResources(JsonObject All)
{
    /// <summary>Returns the properties of each resource of a type.</summary>
    public IReadOnlyList<JsonNode> Of(string type) =>
        [
            .. All.Where(resource => (string?)resource.Value!["Type"] == type)
                .Select(resource => resource.Value!["Properties"]!),
        ];
}
