using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation;

/// <summary>Makes a stack what a template says, or leaves it as it was.</summary>
/// <param name="account">The account.</param>
/// <param name="stack">The stack.</param>
internal sealed class StackUpdate(AwsAccount account, Stack stack)
{
    private readonly ResourceOperations operations = new(account, stack);
    private readonly Evaluator evaluator = new(stack);
    private readonly Stack<Action> undo = [];
    private readonly List<StackResource> replaced = [];

    /// <summary>Does it. Whether it came to a good end is the stack's status.</summary>
    public void Run(Template template, IReadOnlyDictionary<string, string> parameters)
    {
        var (isNew, before, oldParameters) = (stack.Template is null, stack.Template, stack.Parameters);
        stack.Parameters = parameters;
        stack.Become(isNew ? "CREATE_IN_PROGRESS" : "UPDATE_IN_PROGRESS", "User Initiated");
        try
        {
            // 1. Make and change, in dependency order.
            foreach (var definition in template.Resources.Values)
            {
                Apply(definition);
            }

            // 2. Tell what came of it.
            var outputs = template.Outputs.ToDictionary(
                output => output.Key,
                output => evaluator.Text(output.Value["Value"]));
            stack.Outputs.Clear();
            outputs.ToList().ForEach(output => stack.Outputs.Add(output.Key, output.Value));
        }
        catch (Exception exception) when (exception is ResourceFailedException or AwsException)
        {
            stack.Parameters = oldParameters;
            stack.Template ??= isNew ? template : null;
            RollBack(isNew, exception);
            return;
        }

        stack.Template = template;
        if (!isNew)
        {
            // 3. Delete what is no longer wanted.
            stack.Become("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS");
            CleanUp(before!, template);
        }

        stack.Become(isNew ? "CREATE_COMPLETE" : "UPDATE_COMPLETE");
    }

    private void Apply(TemplateResource definition)
    {
        var id = definition.LogicalId;
        JsonObject evaluated;
        try
        {
            evaluated = evaluator.Evaluate(definition.Properties);
        }
        catch (AwsException exception)
        {
            stack.Tell(definition, "", "CREATE_FAILED", exception.Message);
            throw new ResourceFailedException(id, exception.Message);
        }

        if (!stack.Resources.TryGetValue(id, out var existing))
        {
            var made = operations.Create(definition, evaluated);
            stack.Resources.Add(id, made);
            undo.Push(() =>
            {
                operations.Delete(made, isRetained: false);
                stack.Resources.Remove(id);
            });
        }
        else if (
            definition.Type == existing.Definition.Type
            && definition.Metadata == existing.Definition.Metadata
            && JsonNode.DeepEquals(existing.Evaluated, evaluated))
        {
            stack.Resources[id] = existing with { Definition = definition };
            undo.Push(() => stack.Resources[id] = existing);
        }
        else
        {
            Update(definition, existing, evaluated);
        }
    }

    private void Update(TemplateResource definition, StackResource existing, JsonObject evaluated)
    {
        var changed = operations.Update(existing, definition, evaluated);
        stack.Resources[definition.LogicalId] = changed;
        if (changed.PhysicalId == existing.PhysicalId)
        {
            undo.Push(() => operations.Restore(existing));
        }
        else
        {
            replaced.Add(existing);
            undo.Push(() => operations.Delete(changed, isRetained: false));
        }

        undo.Push(() => stack.Resources[definition.LogicalId] = existing);
    }

    private void RollBack(bool isNew, Exception reason)
    {
        stack.Become(
            isNew ? "ROLLBACK_IN_PROGRESS" : "UPDATE_ROLLBACK_IN_PROGRESS",
            $"The following resource(s) failed to {(isNew ? "create" : "update")}: [{(reason as ResourceFailedException)?.LogicalId}]."
        );
        try
        {
            while (undo.TryPop(out var step))
            {
                step();
            }
        }
        catch (Exception exception) when (exception is ResourceFailedException or AwsException)
        {
            stack.Become(isNew ? "ROLLBACK_FAILED" : "UPDATE_ROLLBACK_FAILED", exception.Message);
            return;
        }

        stack.Become(isNew ? "ROLLBACK_COMPLETE" : "UPDATE_ROLLBACK_COMPLETE");
    }

    private void CleanUp(Template before, Template after)
    {
        var gone = before
            .Resources.Keys.Where(id => !after.Resources.ContainsKey(id))
            .Reverse()
            .Select(id => stack.Resources[id])
            .ToList();
        foreach (
            var (resource, isRetained) in replaced
                .AsEnumerable()
                .Reverse()
                .Select(resource => (resource, resource.Definition.IsRetainedWhenReplaced))
                .Concat(gone.Select(resource => (resource, resource.Definition.IsRetained))))
        {
            try
            {
                operations.Delete(resource, isRetained);
            }
            catch (ResourceFailedException)
            {
                // It has been told, the resource stays in the account, and the update is a success all the same.
            }
        }

        gone.ForEach(resource => stack.Resources.Remove(resource.Definition.LogicalId));
    }
}
