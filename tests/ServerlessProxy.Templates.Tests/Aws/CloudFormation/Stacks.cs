namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation;

/// <summary>The account's stacks.</summary>
internal sealed class Stacks
{
    private readonly List<Stack> stacks = [];

    /// <summary>Those that are not deleted.</summary>
    public IReadOnlyList<Stack> All => stacks.Where(stack => stack.Status != "DELETE_COMPLETE").ToList();

    /// <summary>The stack of this name that is not deleted, or of this ARN, deleted or not.</summary>
    /// <returns>Nothing, if there is none.</returns>
    public Stack? Find(string nameOrId) =>
        stacks.Find(stack => stack.Id == nameOrId || (stack.Name == nameOrId && stack.Status != "DELETE_COMPLETE"));

    /// <summary>The stack of this name or ARN.</summary>
    /// <exception cref="AwsException">There is none.</exception>
    public Stack Get(string nameOrId) =>
        Find(nameOrId) ?? throw AwsException.Validation($"Stack [{nameOrId}] does not exist");

    /// <summary>Adds one.</summary>
    public void Add(Stack stack) => stacks.Add(stack);
}
