using System.Text.Json.Nodes;
using ServerlessProxy.Templates.Tests.Aws.Protocol;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation;

/// <summary>Implements CloudFormation's operations on change sets.</summary>
/// <param name="account">The account.</param>
/// <param name="readTemplate">Returns the template of a request.</param>
internal sealed class ChangeSetOperations(AwsAccount account, Func<AwsRequest, Template> readTemplate)
{
    /// <summary>Creates a change set, and for the type CREATE also a stack.</summary>
    public JsonObject Create(AwsRequest request)
    {
        var (name, stackName) = (request["ChangeSetName"], request["StackName"]);
        var template = readTemplate(request);
        AwsException.Require(
            HasCapability(request) || !template.Resources.Values.Any(resource =>
                resource.Type.StartsWith("AWS::IAM::", StringComparison.Ordinal)),
            "Requires capabilities : [CAPABILITY_NAMED_IAM]",
            "InsufficientCapabilitiesException");

        var isNew = request.Optional("ChangeSetType") == "CREATE";
        var stack = isNew ? NewStack(stackName) : account.Stacks.Get(stackName);
        AwsException.Require(
            isNew || stack.IsUpdatable,
            $"Stack:{stack.Id} is in {stack.Status} state and can not be updated.");
        var parameters = ReadParameters(request, template, stack);
        template = template.Choose(parameters);
        var changeSet = new ChangeSet(name, stack, template, parameters, Change.Between(stack, template));
        AwsException.Require(
            stack.ChangeSets.TryAdd(name, changeSet),
            $"ChangeSet {name} cannot be created due to a mismatch with existing attribute ChangeSetName",
            "AlreadyExistsException");
        return new JsonObject { ["Id"] = changeSet.Id, ["StackId"] = stack.Id };
    }

    /// <summary>Returns a change set.</summary>
    public JsonObject Describe(AwsRequest request) => Find(request).Describe();

    /// <summary>Deletes a change set if it exists. The stack must exist.</summary>
    public JsonObject Delete(AwsRequest request)
    {
        account.Stacks.Get(request["StackName"]).ChangeSets.Remove(request["ChangeSetName"]);
        return [];
    }

    /// <summary>Executes a change set, and deletes all change sets of the stack.</summary>
    public JsonObject Execute(AwsRequest request)
    {
        var changeSet = Find(request);
        AwsException.Require(
            changeSet.IsExecutable,
            $"ChangeSet [{changeSet.Id}] cannot be executed in its current status of [FAILED]",
            "InvalidChangeSetStatus");
        changeSet.Stack.ChangeSets.Clear();
        new StackUpdate(account, changeSet.Stack).Run(changeSet.Template, changeSet.Parameters);
        return [];
    }

    private static bool HasCapability(AwsRequest request) => request.Parameters.Any(parameter =>
        parameter.Key.StartsWith("Capabilities.member.", StringComparison.Ordinal)
        && parameter.Value == "CAPABILITY_NAMED_IAM");

    /// <summary>Returns the value of every parameter of the template.</summary>
    private static Dictionary<string, string> ReadParameters(AwsRequest request, Template template, Stack stack)
    {
        var given = new Dictionary<string, string>();
        for (var index = 1; request.Optional($"Parameters.member.{index}.ParameterKey") is { } key; index++)
        {
            given[key] = request.Optional($"Parameters.member.{index}.ParameterValue")
                ?? stack.Parameters.GetValueOrDefault(key, "");
        }

        var unknown = given.Keys.Where(name => !template.Parameters.ContainsKey(name)).ToList();
        AwsException.Require(
            unknown.Count == 0,
            $"Parameters: [{string.Join(", ", unknown)}] do not exist in the template");
        var missing = template.Parameters
            .Where(parameter => parameter.Value is null && !given.ContainsKey(parameter.Key))
            .Select(parameter => parameter.Key)
            .ToList();
        AwsException.Require(missing.Count == 0, $"Parameters: [{string.Join(", ", missing)}] must have values");
        return template.Parameters.ToDictionary(
            parameter => parameter.Key,
            parameter => given.GetValueOrDefault(parameter.Key, parameter.Value ?? ""));
    }

    private Stack NewStack(string name)
    {
        if (account.Stacks.Find(name) is { } existing)
        {
            AwsException.Require(
                existing.Status == "REVIEW_IN_PROGRESS",
                $"Stack [{name}] already exists and cannot be created again with the changeSet [CREATE].");
            return existing;
        }

        var stack = new Stack(account.Region, name);
        stack.Become("REVIEW_IN_PROGRESS", "User Initiated");
        account.Stacks.Add(stack);
        return stack;
    }

    private ChangeSet Find(AwsRequest request) =>
        account.Stacks.Get(request["StackName"]).ChangeSets.GetValueOrDefault(request["ChangeSetName"])
        ?? throw new AwsException(404, "ChangeSetNotFound", $"ChangeSet [{request["ChangeSetName"]}] does not exist");
}
