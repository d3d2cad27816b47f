namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation;

/// <summary>Deletes a stack.</summary>
internal sealed class StackDeletion(AwsAccount account, Stack stack)
{
    private readonly ResourceOperations operations = new(account, stack);

    /// <summary>Deletes the resources. If that fails for one, the resources that it depends on stay, too.</summary>
    public void Run()
    {
        stack.Become("DELETE_IN_PROGRESS", "User Initiated");
        var failed = new List<string>();
        var needed = new HashSet<string>();
        foreach (var definition in stack.Template?.Resources.Values.Reverse() ?? [])
        {
            if (!stack.Resources.TryGetValue(definition.LogicalId, out var resource))
            {
                continue;
            }

            try
            {
                if (!needed.Contains(definition.LogicalId))
                {
                    operations.Delete(resource, definition.IsRetained);
                    stack.Resources.Remove(definition.LogicalId);
                    continue;
                }
            }
            catch (ResourceFailedException)
            {
                failed.Add(definition.LogicalId);
            }

            needed.UnionWith(stack.Template!.DependenciesOf(definition));
        }

        if (failed.Count == 0)
        {
            stack.Become("DELETE_COMPLETE");
            return;
        }

        var names = string.Join(", ", failed);
        stack.Become("DELETE_FAILED", $"The following resource(s) failed to delete: [{names}].");
    }
}
