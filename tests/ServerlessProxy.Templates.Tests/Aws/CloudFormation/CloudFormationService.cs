using System.Text;
using System.Text.Json.Nodes;
using ServerlessProxy.Templates.Tests.Aws.Protocol;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation;

/// <summary>AWS CloudFormation. What takes minutes there is done at once here, but for what calls expect to ask for.</summary>
internal sealed class CloudFormationService : QueryService
{
    private readonly AwsAccount account;

    /// <summary>The service of an account.</summary>
    public CloudFormationService(AwsAccount account)
        : base("cloudformation", ServiceModel.Load("cloudformation-2010-05-15"))
    {
        this.account = account;
        var changeSets = new ChangeSetOperations(account, ReadTemplate);
        Serve("CreateChangeSet", changeSets.Create);
        Serve("DescribeChangeSet", changeSets.Describe);
        Serve("DeleteChangeSet", changeSets.Delete);
        Serve("ExecuteChangeSet", changeSets.Execute);

        var resources = new StackResourceOperations(account.Stacks);
        Serve("DescribeStackEvents", resources.Events);
        Serve("DescribeStackResource", resources.One);
        Serve("DescribeStackResources", resources.All);
        Serve("ListStackResources", resources.List);

        Serve("CreateStack", CreateStack);
        Serve("UpdateStack", UpdateStack);
        Serve("DeleteStack", DeleteStack);
        Serve("DescribeStacks", DescribeStacks);
        Serve(
            "GetTemplate",
            request => new JsonObject { ["TemplateBody"] = account.Stacks.Get(request["StackName"]).Template?.Body });
        Serve("ListExports", _ => new JsonObject { ["Exports"] = new JsonArray() });
        Serve("SetStackPolicy", SetStackPolicy);
        Serve(
            "ValidateTemplate",
            request => new JsonObject
            {
                ["Description"] = ReadTemplate(request).Description,
                ["Parameters"] = new JsonArray(),
            });
    }

    private Template ReadTemplate(AwsRequest request)
    {
        if (request.Optional("TemplateBody") is { } body)
        {
            return Encoding.UTF8.GetByteCount(body) <= Template.MaximumBodyLength
                ? Template.Parse(body)
                : throw AwsException.Validation(
                    $"1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to {Template.MaximumBodyLength}"
                );
        }

        var url = new Uri(request["TemplateURL"]);
        if (
            url.Scheme != "https"
            || !url.Host.StartsWith("s3", StringComparison.Ordinal)
            || !url.Host.EndsWith(".amazonaws.com", StringComparison.Ordinal)
            || url.AbsolutePath.Split('/', 3) is not [_, var bucket, var key])
        {
            throw AwsException.Validation("TemplateURL must be a supported URL.");
        }

        try
        {
            return Template.Parse(
                Encoding.UTF8.GetString(account.Buckets.Get(bucket).Get(Uri.UnescapeDataString(key)).Content));
        }
        catch (AwsException exception) when (exception.Code is "NoSuchBucket" or "NoSuchKey")
        {
            throw AwsException.Validation($"S3 error: {exception.Message}");
        }
    }

    private JsonObject CreateStack(AwsRequest request)
    {
        if (account.Stacks.Find(request["StackName"]) is not null)
        {
            throw new AwsException(400, "AlreadyExistsException", $"Stack [{request["StackName"]}] already exists");
        }

        var template = ReadTemplate(request);
        var stack = new Stack(account.Region, request["StackName"]);
        var parameters = StackParameters.Read(request, template, stack);
        template = template.Choose(parameters);
        account.Stacks.Add(stack);
        new StackUpdate(account, stack).Run(template, parameters);
        return new JsonObject { ["StackId"] = stack.Id };
    }

    private JsonObject UpdateStack(AwsRequest request)
    {
        var stack = account.Stacks.Get(request["StackName"]);
        ChangeSetOperations.RequireUpdatable(stack);
        var template = ReadTemplate(request);
        var parameters = StackParameters.Read(request, template, stack);
        template = template.Choose(parameters);
        var changes = new ChangeSet("", stack, template, parameters, Change.Between(stack, template));
        if (!changes.IsExecutable)
        {
            throw AwsException.Validation("No updates are to be performed.");
        }

        new StackUpdate(account, stack).Run(template, changes.Parameters);
        return new JsonObject { ["StackId"] = stack.Id };
    }

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
            return new JsonObject
            {
                ["Stacks"] = new JsonArray(account.Stacks.All.Select(stack => (JsonNode)stack.Describe()).ToArray()),
            };
        }

        var found = account.Stacks.Find(name) ?? throw AwsException.Validation($"Stack with id {name} does not exist");
        return new JsonObject { ["Stacks"] = new JsonArray(found.Describe()) };
    }

    private JsonObject SetStackPolicy(AwsRequest request)
    {
        account.Stacks.Get(request["StackName"]).Policy = request["StackPolicyBody"];
        return [];
    }
}
