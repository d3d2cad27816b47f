using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation;

/// <summary>Creates or updates a stack from a template, and rolls back if a resource fails.</summary>
internal sealed class StackUpdate(AwsAccount account, Stack stack)
{
    private readonly ResourceOperations operations = new(account, stack);
    private readonly Evaluator evaluator = new(stack);
    private readonly Stack<Action> undo = [];
    private readonly List<StackResource> replaced = [];

    /// <summary>Runs the update. The stack's status shows the result.</summary>
    public void Run(Template template, IReadOnlyDictionary<string, string> parameters)
    {
        var (isNew, before, oldParameters) = (stack.Template is null, stack.Template, stack.Parameters);
        stack.Parameters = parameters;
        stack.Become(isNew ? "CREATE_IN_PROGRESS" : "UPDATE_IN_PROGRESS", "User Initiated");
        try
        {
            // 1. Create and change the resources in dependency order.
            foreach (var definition in template.Resources.Values)
            {
                Apply(definition);
            }

            // 2. Set the outputs.
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
            // 3. Delete the resources that are no longer in the template.
            stack.Become("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS");
            CleanUp(before!, template);
        }

        stack.Become(isNew ? "CREATE_COMPLETE" : "UPDATE_COMPLETE");
    }

    private void Apply(TemplateResource definition)
    {
        var id = definition.LogicalId;
        var evaluated = Evaluate(definition);
        if (!stack.Resources.TryGetValue(id, out var existing))
        {
            var created = operations.Create(definition, evaluated);
            stack.Resources.Add(id, created);
            undo.Push(() =>
            {
                operations.Delete(created, isRetained: false);
                stack.Resources.Remove(id);
            });
        }
        else if (definition.Type == existing.Definition.Type
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

    private JsonObject Evaluate(TemplateResource definition)
    {
        try
        {
            return evaluator.Evaluate(definition.Properties);
        }
        catch (AwsException exception)
        {
            stack.AddEvent(definition, "", "CREATE_FAILED", exception.Message);
            throw new ResourceFailedException(definition.LogicalId, exception.Message);
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
        var (action, status) = isNew ? ("create", "ROLLBACK") : ("update", "UPDATE_ROLLBACK");
        var resource = (reason as ResourceFailedException)?.LogicalId;
        stack.Become($"{status}_IN_PROGRESS", $"The following resource(s) failed to {action}: [{resource}].");
        try
        {
            while (undo.TryPop(out var step))
            {
                step();
            }
        }
        catch (Exception exception) when (exception is ResourceFailedException or AwsException)
        {
            stack.Become($"{status}_FAILED", exception.Message);
            return;
        }

        stack.Become($"{status}_COMPLETE");
    }

    private void CleanUp(Template before, Template after)
    {
        var removed = before.Resources.Keys
            .Where(id => !after.Resources.ContainsKey(id))
            .Reverse()
            .Select(id => stack.Resources[id])
            .ToList();
        replaced.Reverse();
        replaced.ForEach(resource => TryDelete(resource, resource.Definition.IsRetainedWhenReplaced));
        removed.ForEach(resource => TryDelete(resource, resource.Definition.IsRetained));
        removed.ForEach(resource => stack.Resources.Remove(resource.Definition.LogicalId));
    }

    private void TryDelete(StackResource resource, bool isRetained)
    {
        try
        {
            operations.Delete(resource, isRetained);
        }
        catch (ResourceFailedException)
        {
            // The events contain the failure. The resource stays in the account, and the update succeeds.
        }
    }
}
