using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation;

/// <summary>Represents a change set.</summary>
internal sealed record ChangeSet(
    string Name,
    Stack Stack,
    Template Template,
    IReadOnlyDictionary<string, string> Parameters,
    IReadOnlyList<Change> Changes)
{
    private const string NoChanges =
        "The submitted information didn't contain changes. Submit different information to create a change set.";

    public string Id { get; } =
        $"arn:aws:cloudformation:{Stack.Region}:{AwsAccount.Id}:changeSet/{Name}/{Guid.NewGuid()}";

    public bool IsExecutable { get; } =
        Changes.Count > 0
        || !HasSameOutputs(Stack, Template)
        || !Parameters.OrderBy(pair => pair.Key).SequenceEqual(Stack.Parameters.OrderBy(pair => pair.Key));

    /// <summary>Returns the change set as <c>DescribeChangeSet</c> does.</summary>
    public JsonObject Describe() => new()
    {
        ["ChangeSetName"] = Name,
        ["ChangeSetId"] = Id,
        ["StackId"] = Stack.Id,
        ["StackName"] = Stack.Name,
        ["ExecutionStatus"] = IsExecutable ? "AVAILABLE" : "UNAVAILABLE",
        ["Status"] = IsExecutable ? "CREATE_COMPLETE" : "FAILED",
        ["StatusReason"] = IsExecutable ? null : NoChanges,
        ["Changes"] = Changes.ToJsonArray(change => change.Describe()),
    };

    private static bool HasSameOutputs(Stack stack, Template template) =>
        stack.Template is { } before
        && before.Outputs.Count == template.Outputs.Count
        && template.Outputs.All(output =>
            before.Outputs.TryGetValue(output.Key, out var old) && JsonNode.DeepEquals(old, output.Value));
}

/// <summary>Represents the change of one resource by an update.</summary>
/// <param name="Action">Add, Modify or Remove.</param>
internal sealed record Change(string Action, string LogicalId, string Type)
{
    /// <summary>Returns the changes that a template makes to a stack.</summary>
    public static IReadOnlyList<Change> Between(Stack stack, Template template)
    {
        var before = stack.Template?.Resources ?? new Dictionary<string, TemplateResource>();
        var kept = template.Resources.Values.Where(resource => before.ContainsKey(resource.LogicalId)).ToList();
        var changed = kept
            .Where(resource => !IsSame(before[resource.LogicalId], resource))
            .Select(resource => resource.LogicalId)
            .ToHashSet();

        // A resource that refers to a changed resource may change, too.
        foreach (var resource in kept.Where(resource => template.DependenciesOf(resource).Any(changed.Contains)))
        {
            changed.Add(resource.LogicalId);
        }

        return
        [
            .. Of("Add", template.Resources.Values.Where(resource => !before.ContainsKey(resource.LogicalId))),
            .. Of("Modify", kept.Where(resource => changed.Contains(resource.LogicalId))),
            .. Of("Remove", before.Values.Where(resource => !template.Resources.ContainsKey(resource.LogicalId))),
        ];
    }

    /// <summary>Returns the change as <c>DescribeChangeSet</c> does.</summary>
    public JsonObject Describe() => new()
    {
        ["Type"] = "Resource",
        ["ResourceChange"] = new JsonObject
        {
            ["Action"] = Action,
            ["LogicalResourceId"] = LogicalId,
            ["ResourceType"] = Type,
        },
    };

    private static IEnumerable<Change> Of(string action, IEnumerable<TemplateResource> resources) =>
        resources.Select(resource => new Change(action, resource.LogicalId, resource.Type));

    private static bool IsSame(TemplateResource before, TemplateResource after) =>
        before.Type == after.Type
        && before.Metadata == after.Metadata
        && JsonNode.DeepEquals(before.Properties, after.Properties);
}
