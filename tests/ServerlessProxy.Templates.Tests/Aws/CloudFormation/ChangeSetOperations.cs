using System.Text.Json.Nodes;
using ServerlessProxy.Templates.Tests.Aws.Protocol;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation;

/// <summary>CloudFormation's operations on change sets.</summary>
/// <param name="account">The account.</param>
/// <param name="readTemplate">Reads a request's template.</param>
internal sealed class ChangeSetOperations(AwsAccount account, Func<AwsRequest, Template> readTemplate)
{
    /// <summary>Makes sure that a stack may be updated.</summary>
    /// <exception cref="AwsException">It may not.</exception>
    public static void RequireUpdatable(Stack stack)
    {
        if (!stack.IsUpdatable)
        {
            throw AwsException.Validation($"Stack:{stack.Id} is in {stack.Status} state and can not be updated.");
        }
    }

    /// <summary>Makes a change set; a new stack, if it is of the type CREATE.</summary>
    public JsonObject Create(AwsRequest request)
    {
        var (name, stackName) = (request["ChangeSetName"], request["StackName"]);
        var template = readTemplate(request);
        if (
            !HasCapability(request)
            && template.Resources.Values.Any(resource =>
                resource.Type.StartsWith("AWS::IAM::", StringComparison.Ordinal)))
        {
            throw new AwsException(
                400,
                "InsufficientCapabilitiesException",
                "Requires capabilities : [CAPABILITY_NAMED_IAM]");
        }

        var stack = request.Optional("ChangeSetType") == "CREATE" ? NewStack(stackName) : account.Stacks.Get(stackName);
        if (request.Optional("ChangeSetType") != "CREATE")
        {
            RequireUpdatable(stack);
        }

        var parameters = StackParameters.Read(request, template, stack);
        template = template.Choose(parameters);
        var changeSet = new ChangeSet(name, stack, template, parameters, Change.Between(stack, template));
        if (!stack.ChangeSets.TryAdd(name, changeSet))
        {
            throw new AwsException(
                400,
                "AlreadyExistsException",
                $"ChangeSet {name} cannot be created due to a mismatch with existing attribute ChangeSetName");
        }

        return new JsonObject { ["Id"] = changeSet.Id, ["StackId"] = stack.Id };
    }

    /// <summary>One change set.</summary>
    public JsonObject Describe(AwsRequest request) => Find(request).Describe();

    /// <summary>Deletes a change set; it need not exist, its stack must.</summary>
    public JsonObject Delete(AwsRequest request)
    {
        account.Stacks.Get(request["StackName"]).ChangeSets.Remove(request["ChangeSetName"]);
        return [];
    }

    /// <summary>Executes a change set, after which the stack has none.</summary>
    public JsonObject Execute(AwsRequest request)
    {
        var changeSet = Find(request);
        if (!changeSet.IsExecutable)
        {
            throw new AwsException(
                400,
                "InvalidChangeSetStatus",
                $"ChangeSet [{changeSet.Id}] cannot be executed in its current status of [FAILED]");
        }

        changeSet.Stack.ChangeSets.Clear();
        new StackUpdate(account, changeSet.Stack).Run(changeSet.Template, changeSet.Parameters);
        return [];
    }

    private static bool HasCapability(AwsRequest request) =>
        request.Parameters.Any(parameter =>
            parameter.Key.StartsWith("Capabilities.member.", StringComparison.Ordinal)
            && parameter.Value == "CAPABILITY_NAMED_IAM");

    private Stack NewStack(string name)
    {
        if (account.Stacks.Find(name) is { } existing)
        {
            return existing.Status == "REVIEW_IN_PROGRESS"
                ? existing
                : throw AwsException.Validation(
                    $"Stack [{name}] already exists and cannot be created again with the changeSet [CREATE].");
        }

        var stack = new Stack(account.Region, name);
        stack.Become("REVIEW_IN_PROGRESS", "User Initiated");
        account.Stacks.Add(stack);
        return stack;
    }

    private ChangeSet Find(AwsRequest request) =>
        account.Stacks.Get(request["StackName"]).ChangeSets.TryGetValue(request["ChangeSetName"], out var changeSet)
            ? changeSet
            : throw new AwsException(
                404,
                "ChangeSetNotFound",
                $"ChangeSet [{request["ChangeSetName"]}] does not exist");
}
