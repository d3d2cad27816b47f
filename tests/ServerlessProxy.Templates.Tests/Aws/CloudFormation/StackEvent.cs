using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation;

/// <summary>Something that happened to a stack or to one of its resources.</summary>
/// <param name="LogicalId">The resource; the stack's name, for the stack.</param>
/// <param name="PhysicalId">The resource's own id; the stack's, for the stack.</param>
/// <param name="Type">The resource's type.</param>
/// <param name="Status">CREATE_IN_PROGRESS, …</param>
/// <param name="Reason">Why.</param>
internal sealed record StackEvent(string LogicalId, string PhysicalId, string Type, string Status, string? Reason)
{
    private readonly string id = Guid.NewGuid().ToString();
    private readonly DateTime time = DateTime.UtcNow;

    /// <summary>As CloudFormation's answer has it.</summary>
    public JsonObject Describe(Stack stack) => new()
    {
        ["StackId"] = stack.Id,
        ["EventId"] = id,
        ["StackName"] = stack.Name,
        ["LogicalResourceId"] = LogicalId,
        ["PhysicalResourceId"] = PhysicalId,
        ["ResourceType"] = Type,
        ["Timestamp"] = time.ToString("O"),
        ["ResourceStatus"] = Status,
        ["ResourceStatusReason"] = Reason,
    };
}
