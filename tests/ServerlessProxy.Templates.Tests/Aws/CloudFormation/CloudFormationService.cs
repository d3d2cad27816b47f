using System.Text;
using System.Text.Json.Nodes;
using ServerlessProxy.Templates.Tests.Aws.Protocol;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation;

/// <summary>Implements AWS CloudFormation. An operation that takes minutes on AWS completes immediately.</summary>
internal sealed class CloudFormationService : QueryService
{
    // AWS returns 100. Shorter pages force callers to request the next one.
    private const int PageLength = 10;

    private readonly AwsAccount account;

    public CloudFormationService(AwsAccount account)
        : base("cloudformation", ServiceModel.Load("cloudformation-2010-05-15"))
    {
        this.account = account;
        var changeSets = new ChangeSetOperations(account, ReadTemplate);
        Serve("CreateChangeSet", changeSets.Create);
        Serve("DescribeChangeSet", changeSets.Describe);
        Serve("DeleteChangeSet", changeSets.Delete);
        Serve("ExecuteChangeSet", changeSets.Execute);
        Serve("DeleteStack", DeleteStack);
        Serve("DescribeStacks", DescribeStacks);
        Serve("DescribeStackEvents", DescribeStackEvents);
        Serve("DescribeStackResource", DescribeStackResource);
        Serve("DescribeStackResources", DescribeStackResources);
        Serve("ListStackResources", ListStackResources);
        Serve("GetTemplate", GetTemplate);
        Serve("ValidateTemplate", ValidateTemplate);
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

    private Template ReadTemplate(AwsRequest request)
    {
        if (request.Optional("TemplateBody") is { } body)
        {
            AwsException.Require(
                Encoding.UTF8.GetByteCount(body) <= Template.MaximumBodyLength,
                "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have "
                + $"length less than or equal to {Template.MaximumBodyLength}");
            return Template.Parse(body);
        }

        var url = new Uri(request["TemplateURL"]);
        var path = url.AbsolutePath.Split('/', 3);
        AwsException.Require(
            url.Scheme == "https"
                && url.Host.StartsWith("s3", StringComparison.Ordinal)
                && url.Host.EndsWith(".amazonaws.com", StringComparison.Ordinal)
                && path.Length == 3,
            "TemplateURL must be a supported URL.");
        try
        {
            var stored = account.Buckets.Get(path[1]).Get(Uri.UnescapeDataString(path[2]));
            return Template.Parse(Encoding.UTF8.GetString(stored.Content));
        }
        catch (AwsException exception) when (exception.Code is "NoSuchBucket" or "NoSuchKey")
        {
            throw AwsException.Validation($"S3 error: {exception.Message}");
        }
    }

    private Stack StackOf(AwsRequest request) =>
        account.Stacks.Find(request["StackName"])
        ?? throw AwsException.Validation($"Stack '{request["StackName"]}' does not exist");

    private JsonObject DeleteStack(AwsRequest request)
    {
        if (account.Stacks.Find(request["StackName"]) is { Status: not "DELETE_COMPLETE" } stack)
        {
            new StackDeletion(account, stack).Run();
        }

        return [];
    }

    private JsonObject DescribeStacks(AwsRequest request)
    {
        if (request.Optional("StackName") is not { } name)
        {
            return new JsonObject { ["Stacks"] = account.Stacks.All.ToJsonArray(stack => stack.Describe()) };
        }

        var found = account.Stacks.Find(name) ?? throw AwsException.Validation($"Stack with id {name} does not exist");
        return new JsonObject { ["Stacks"] = new JsonArray(found.Describe()) };
    }

    private JsonObject DescribeStackEvents(AwsRequest request)
    {
        var stack = account.Stacks.Get(request["StackName"]);
        return new JsonObject { ["StackEvents"] = stack.Events.ToJsonArray(each => each.Describe(stack)) };
    }

    private JsonObject DescribeStackResource(AwsRequest request)
    {
        var (stack, resource) = (StackOf(request), StackOf(request).Resource(request["LogicalResourceId"]));
        return new JsonObject { ["StackResourceDetail"] = Describe(stack, resource, "LastUpdatedTimestamp") };
    }

    private JsonObject DescribeStackResources(AwsRequest request)
    {
        var stack = StackOf(request);
        return new JsonObject
        {
            ["StackResources"] = stack.Resources.Values.ToJsonArray(each => Describe(stack, each, "Timestamp")),
        };
    }

    private JsonObject ListStackResources(AwsRequest request)
    {
        var stack = StackOf(request);
        var page = Page.Of(
            stack.Resources.Values,
            request.Optional("NextToken"),
            PageLength,
            resource => Describe(stack, resource, "LastUpdatedTimestamp"));
        return new JsonObject { ["StackResourceSummaries"] = page.Items, ["NextToken"] = page.Next };
    }

    private JsonObject GetTemplate(AwsRequest request) =>
        new() { ["TemplateBody"] = account.Stacks.Get(request["StackName"]).Template?.Body };

    private JsonObject ValidateTemplate(AwsRequest request) =>
        new() { ["Description"] = ReadTemplate(request).Description, ["Parameters"] = new JsonArray() };
}
