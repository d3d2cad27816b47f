using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation;

/// <summary>A stack.</summary>
/// <param name="region">Its region.</param>
/// <param name="name">Its name.</param>
internal sealed class Stack(string region, string name)
{
    private const string Type = "AWS::CloudFormation::Stack";

    private readonly DateTime created = DateTime.UtcNow;

    /// <summary>Its region.</summary>
    public string Region { get; } = region;

    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>Its ARN.</summary>
    public string Id { get; } = $"arn:aws:cloudformation:{region}:{AwsAccount.Id}:stack/{name}/{Guid.NewGuid()}";

    /// <summary>REVIEW_IN_PROGRESS until the first change set is executed; then CREATE_COMPLETE, …</summary>
    public string Status { get; private set; } = "REVIEW_IN_PROGRESS";

    /// <summary>Why it has this status.</summary>
    public string? StatusReason { get; private set; }

    /// <summary>The template that it was last made from.</summary>
    public Template? Template { get; set; }

    /// <summary>Its parameters' values.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; set; } = new Dictionary<string, string>();

    /// <summary>Its resources, by logical id.</summary>
    public Dictionary<string, StackResource> Resources { get; } = [];

    /// <summary>Its outputs.</summary>
    public Dictionary<string, string> Outputs { get; } = [];

    /// <summary>Its change sets, by name.</summary>
    public Dictionary<string, ChangeSet> ChangeSets { get; } = [];

    /// <summary>Its policy, if it has one.</summary>
    public string? Policy { get; set; }

    /// <summary>What happened to it, the newest first.</summary>
    public List<StackEvent> Events { get; } = [];

    /// <summary>Whether it may be updated.</summary>
    public bool IsUpdatable =>
        Status is "CREATE_COMPLETE" or "UPDATE_COMPLETE" or "UPDATE_ROLLBACK_COMPLETE" or "IMPORT_COMPLETE";

    /// <summary>The resource of this logical id.</summary>
    /// <exception cref="AwsException">There is none.</exception>
    public StackResource Resource(string logicalId) =>
        Resources.TryGetValue(logicalId, out var resource)
            ? resource
            : throw AwsException.Validation($"Resource {logicalId} does not exist for stack {Name}");

    /// <summary>Gives it a status.</summary>
    public void Become(string status, string? reason = null)
    {
        (Status, StatusReason) = (status, reason);
        Events.Insert(0, new StackEvent(Name, Id, Type, status, reason));
    }

    /// <summary>Tells of a resource.</summary>
    public void Tell(TemplateResource resource, string physicalId, string status, string? reason = null) =>
        Events.Insert(0, new StackEvent(resource.LogicalId, physicalId, resource.Type, status, reason));

    /// <summary>As CloudFormation's answer has it.</summary>
    public JsonObject Describe() =>
        new()
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
            ["Outputs"] = new JsonArray(
                Outputs
                    .Select(output =>
                        (JsonNode)new JsonObject { ["OutputKey"] = output.Key, ["OutputValue"] = output.Value })
                    .ToArray()),
            ["Parameters"] = new JsonArray(
                Parameters
                    .Select(parameter =>
                        (JsonNode)
                            new JsonObject { ["ParameterKey"] = parameter.Key, ["ParameterValue"] = parameter.Value })
                    .ToArray()),
        };
}
