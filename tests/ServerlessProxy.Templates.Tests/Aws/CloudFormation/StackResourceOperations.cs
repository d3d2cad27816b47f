using System.Text.Json.Nodes;
using ServerlessProxy.Templates.Tests.Aws.Protocol;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation;

/// <summary>CloudFormation's answers about the resources of a stack and what happened to them.</summary>
/// <param name="stacks">The account's stacks.</param>
internal sealed class StackResourceOperations(Stacks stacks)
{
    /// <summary>How many resources a page of ListStackResources has: fewer than AWS's 100, so that callers have to ask for more.</summary>
    private const int PageLength = 10;

    /// <summary>What happened, the newest first.</summary>
    public JsonObject Events(AwsRequest request)
    {
        var stack = stacks.Get(request["StackName"]);
        return new JsonObject
        {
            ["StackEvents"] = new JsonArray(
                stack.Events.Select(happened => (JsonNode)happened.Describe(stack)).ToArray()),
        };
    }

    /// <summary>One resource.</summary>
    public JsonObject One(AwsRequest request)
    {
        var stack =
            stacks.Find(request["StackName"])
            ?? throw AwsException.Validation($"Stack '{request["StackName"]}' does not exist");
        return new JsonObject
        {
            ["StackResourceDetail"] = Describe(
                stack,
                stack.Resource(request["LogicalResourceId"]),
                "LastUpdatedTimestamp"),
        };
    }

    /// <summary>Every resource.</summary>
    public JsonObject All(AwsRequest request)
    {
        var stack =
            stacks.Find(request["StackName"])
            ?? throw AwsException.Validation($"Stack with id {request["StackName"]} does not exist");
        return new JsonObject
        {
            ["StackResources"] = new JsonArray(
                stack.Resources.Values.Select(resource => (JsonNode)Describe(stack, resource, "Timestamp")).ToArray()),
        };
    }

    /// <summary>Every resource, page by page.</summary>
    public JsonObject List(AwsRequest request)
    {
        var stack =
            stacks.Find(request["StackName"])
            ?? throw AwsException.Validation($"Stack with id {request["StackName"]} does not exist");
        var page = Page.Of(
            stack.Resources.Values,
            request.Optional("NextToken"),
            PageLength,
            resource => Describe(stack, resource, "LastUpdatedTimestamp"));
        return new JsonObject { ["StackResourceSummaries"] = page.Items, ["NextToken"] = page.Next };
    }

    private static JsonObject Describe(Stack stack, StackResource resource, string changed) => new()
    {
        ["StackId"] = stack.Id,
        ["StackName"] = stack.Name,
        ["LogicalResourceId"] = resource.Definition.LogicalId,
        ["PhysicalResourceId"] = resource.PhysicalId,
        ["ResourceType"] = resource.Definition.Type,
        [changed] = resource.Changed.ToString("O"),
        ["ResourceStatus"] = resource.Status,
    };
}
