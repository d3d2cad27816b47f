using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation;

/// <summary>Represents a stack.</summary>
internal sealed class Stack(string region, string name)
{
    private const string Type = "AWS::CloudFormation::Stack";

    private readonly DateTime created = DateTime.UtcNow;

    public string Region { get; } = region;
    public string Name { get; } = name;
    public string Id { get; } = $"arn:aws:cloudformation:{region}:{AwsAccount.Id}:stack/{name}/{Guid.NewGuid()}";
    public string Status { get; private set; } = "REVIEW_IN_PROGRESS";
    public string? StatusReason { get; private set; }

    /// <summary>The template of the last successful update.</summary>
    public Template? Template { get; set; }

    public IReadOnlyDictionary<string, string> Parameters { get; set; } = new Dictionary<string, string>();
    public Dictionary<string, StackResource> Resources { get; } = [];
    public Dictionary<string, string> Outputs { get; } = [];
    public Dictionary<string, ChangeSet> ChangeSets { get; } = [];

    /// <summary>The events, newest first.</summary>
    public List<StackEvent> Events { get; } = [];

    public bool IsUpdatable =>
        Status is "CREATE_COMPLETE" or "UPDATE_COMPLETE" or "UPDATE_ROLLBACK_COMPLETE" or "IMPORT_COMPLETE";

    /// <summary>Returns the resource with a logical id.</summary>
    /// <exception cref="AwsException">The resource does not exist.</exception>
    public StackResource Resource(string logicalId) =>
        Resources.GetValueOrDefault(logicalId)
        ?? throw AwsException.Validation($"Resource {logicalId} does not exist for stack {Name}");

    /// <summary>Sets the status, and adds an event.</summary>
    public void Become(string status, string? reason = null)
    {
        (Status, StatusReason) = (status, reason);
        Events.Insert(0, new StackEvent(Name, Id, Type, status, reason));
    }

    /// <summary>Adds an event of a resource.</summary>
    public void AddEvent(TemplateResource resource, string physicalId, string status, string? reason = null) =>
        Events.Insert(0, new StackEvent(resource.LogicalId, physicalId, resource.Type, status, reason));

    /// <summary>Returns the stack as <c>DescribeStacks</c> does.</summary>
    public JsonObject Describe() => new()
    {
        ["StackId"] = Id,
        ["StackName"] = Name,
        ["Description"] = Template?.Description,
        ["CreationTime"] = created.ToString("O"),
        ["StackStatus"] = Status,
        ["StackStatusReason"] = StatusReason,
        ["DisableRollback"] = false,
        ["NotificationARNs"] = new JsonArray(),
        ["Capabilities"] = new JsonArray("CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"),
        ["Outputs"] = Outputs.ToJsonArray(each =>
            new JsonObject { ["OutputKey"] = each.Key, ["OutputValue"] = each.Value }),
        ["Parameters"] = Parameters.ToJsonArray(each =>
            new JsonObject { ["ParameterKey"] = each.Key, ["ParameterValue"] = each.Value }),
    };
}

/// <summary>Represents an event of a stack or of a resource.</summary>
/// <param name="LogicalId">The resource's logical id, or the stack's name.</param>
/// <param name="PhysicalId">The resource's physical id, or the stack's ARN.</param>
internal sealed record StackEvent(string LogicalId, string PhysicalId, string Type, string Status, string? Reason)
{
    private readonly string id = Guid.NewGuid().ToString();
    private readonly DateTime time = DateTime.UtcNow;

    /// <summary>Returns the event as <c>DescribeStackEvents</c> does.</summary>
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

/// <summary>Represents a resource of a stack.</summary>
/// <param name="Definition">The resource in the template.</param>
/// <param name="PhysicalId">The value of <c>Ref</c>.</param>
/// <param name="Attributes">The values of <c>Fn::GetAtt</c>.</param>
/// <param name="Evaluated">
/// The evaluated properties, with dynamic references. While they do not change, the resource is not updated.
/// </param>
/// <param name="Applied">The evaluated properties, with secrets.</param>
internal sealed record StackResource(
    TemplateResource Definition,
    string PhysicalId,
    IReadOnlyDictionary<string, string> Attributes,
    JsonObject Evaluated,
    JsonObject Applied)
{
    public string Status { get; init; } = "CREATE_COMPLETE";
    public DateTime Changed { get; } = DateTime.UtcNow;
}

/// <summary>Stores the stacks of an account.</summary>
internal sealed class Stacks
{
    private readonly List<Stack> stacks = [];

    /// <summary>The stacks that are not deleted.</summary>
    public IReadOnlyList<Stack> All => stacks.Where(stack => stack.Status != "DELETE_COMPLETE").ToList();

    /// <summary>Returns the existing stack with a name, or any stack with an ARN; null without one.</summary>
    public Stack? Find(string nameOrId) =>
        stacks.Find(stack => stack.Id == nameOrId || (stack.Name == nameOrId && stack.Status != "DELETE_COMPLETE"));

    /// <summary>Returns the stack with a name or ARN.</summary>
    /// <exception cref="AwsException">The stack does not exist.</exception>
    public Stack Get(string nameOrId) =>
        Find(nameOrId) ?? throw AwsException.Validation($"Stack [{nameOrId}] does not exist");

    public void Add(Stack stack) => stacks.Add(stack);
}
