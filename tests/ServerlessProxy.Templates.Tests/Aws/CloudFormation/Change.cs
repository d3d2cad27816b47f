using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation;

/// <summary>What an update would do to a resource.</summary>
/// <param name="Action">Add, Modify or Remove.</param>
/// <param name="LogicalId">The resource.</param>
/// <param name="Type">Its type.</param>
internal sealed record Change(string Action, string LogicalId, string Type)
{
    /// <summary>What a template would do to a stack.</summary>
    public static IReadOnlyList<Change> Between(Stack stack, Template template)
    {
        var before = stack.Template?.Resources ?? new Dictionary<string, TemplateResource>();
        var changed = template.Resources.Values
            .Where(resource => before.TryGetValue(resource.LogicalId, out var old) && !IsSame(old, resource))
            .Select(resource => resource.LogicalId)
            .ToHashSet();

        // What refers to a changed resource may change with it.
        foreach (
            var resource in template.Resources.Values.Where(resource =>
                before.ContainsKey(resource.LogicalId) && template.DependenciesOf(resource).Any(changed.Contains)))
        {
            changed.Add(resource.LogicalId);
        }

        return
        [
            .. template
                .Resources.Values.Where(resource => !before.ContainsKey(resource.LogicalId))
                .Select(resource => new Change("Add", resource.LogicalId, resource.Type)),
            .. template
                .Resources.Values.Where(resource => changed.Contains(resource.LogicalId))
                .Select(resource => new Change("Modify", resource.LogicalId, resource.Type)),
            .. before
                .Values.Where(resource => !template.Resources.ContainsKey(resource.LogicalId))
                .Select(resource => new Change("Remove", resource.LogicalId, resource.Type)),
        ];
    }

    /// <summary>As CloudFormation's answer has it.</summary>
    public JsonObject Describe() =>
        new()
        {
            ["Type"] = "Resource",
            ["ResourceChange"] = new JsonObject
            {
                ["Action"] = Action,
                ["LogicalResourceId"] = LogicalId,
                ["ResourceType"] = Type,
            },
        };

    private static bool IsSame(TemplateResource before, TemplateResource after) =>
        before.Type == after.Type
        && before.Metadata == after.Metadata
        && JsonNode.DeepEquals(before.Properties, after.Properties);
}
