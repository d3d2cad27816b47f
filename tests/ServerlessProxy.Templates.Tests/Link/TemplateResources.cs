using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests;

/// <summary>The resources of a template.</summary>
/// <param name="All">All, by logical id.</param>
internal sealed record TemplateResources(JsonObject All)
{
    /// <summary>The properties of those of a type.</summary>
    public IReadOnlyList<JsonNode> Of(string type) =>
        [
            .. All.Where(resource => (string?)resource.Value!["Type"] == type)
                .Select(resource => resource.Value!["Properties"]!),
        ];
}
