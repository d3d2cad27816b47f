using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation;

/// <summary>A change set.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Stack">Its stack.</param>
/// <param name="Template">The template that it would apply.</param>
/// <param name="Parameters">The parameters' values.</param>
/// <param name="Changes">What it would do.</param>
internal sealed record ChangeSet(
    string Name,
    Stack Stack,
    Template Template,
    IReadOnlyDictionary<string, string> Parameters,
    IReadOnlyList<Change> Changes)
{
    private const string NoChanges =
        "The submitted information didn't contain changes. Submit different information to create a change set.";

    /// <summary>Its ARN.</summary>
    public string Id { get; } =
        $"arn:aws:cloudformation:{Stack.Region}:{AwsAccount.Id}:changeSet/{Name}/{Guid.NewGuid()}";

    /// <summary>Whether it can be executed.</summary>
    public bool IsExecutable { get; } =
        Changes.Count > 0
        || !HasSameOutputs(Stack, Template)
        || !Parameters.OrderBy(pair => pair.Key).SequenceEqual(Stack.Parameters.OrderBy(pair => pair.Key));

    /// <summary>As CloudFormation's answer has it.</summary>
    public JsonObject Describe() => new()
    {
        ["ChangeSetName"] = Name,
        ["ChangeSetId"] = Id,
        ["StackId"] = Stack.Id,
        ["StackName"] = Stack.Name,
        ["ExecutionStatus"] = IsExecutable ? "AVAILABLE" : "UNAVAILABLE",
        ["Status"] = IsExecutable ? "CREATE_COMPLETE" : "FAILED",
        ["StatusReason"] = IsExecutable ? null : NoChanges,
        ["Changes"] = new JsonArray(Changes.Select(change => (JsonNode)change.Describe()).ToArray()),
    };

    private static bool HasSameOutputs(Stack stack, Template template) =>
        stack.Template is { } before
        && before.Outputs.Count == template.Outputs.Count
        && template.Outputs.All(output =>
            before.Outputs.TryGetValue(output.Key, out var old) && JsonNode.DeepEquals(old, output.Value));
}
