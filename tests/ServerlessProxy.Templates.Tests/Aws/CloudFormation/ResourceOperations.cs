using System.Text.Json.Nodes;
using ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation;

/// <summary>Makes, changes and deletes single resources of a stack, and tells of it.</summary>
/// <param name="account">The account.</param>
/// <param name="stack">The stack.</param>
internal sealed class ResourceOperations(AwsAccount account, Stack stack)
{
    private readonly DynamicReference secrets = new(account.Secrets);

    /// <summary>Makes a resource.</summary>
    /// <exception cref="ResourceFailedException">It cannot be made.</exception>
    public StackResource Create(TemplateResource definition, JsonObject evaluated)
    {
        var type = ResourceTypeTable.Of(definition.Type);
        stack.Tell(definition, "", "CREATE_IN_PROGRESS");
        return Attempt(definition, "", "CREATE_FAILED", () =>
        {
            var applied = secrets.Resolve(evaluated);
            type.Check(definition.LogicalId, applied);
            var made = type.Create(new ResourceRequest(account, stack, definition.LogicalId, applied));
            stack.Tell(definition, made.Id, "CREATE_COMPLETE");
            return new StackResource(definition, made.Id, made.Attributes, evaluated, applied);
        });
    }

    /// <summary>Changes a resource. The result has another physical id, if it had to be made anew; the old one then still is there.</summary>
    /// <exception cref="ResourceFailedException">It cannot be changed.</exception>
    public StackResource Update(StackResource resource, TemplateResource definition, JsonObject evaluated)
    {
        var type = ResourceTypeTable.Of(definition.Type);
        stack.Tell(definition, resource.PhysicalId, "UPDATE_IN_PROGRESS");
        return Attempt(definition, resource.PhysicalId, "UPDATE_FAILED", () =>
        {
            if (definition.Type != resource.Definition.Type)
            {
                throw AwsException.Validation($"Update of resource type is not permitted. The new template modifies resource type of the following resources: [{definition.LogicalId}]");
            }

            var isReplaced = type.NeedsReplacement(resource.Evaluated, evaluated);
            var applied = secrets.Resolve(evaluated, isReplaced ? null : resource);
            type.Check(definition.LogicalId, applied);
            var request = new ResourceRequest(account, stack, definition.LogicalId, applied);
            var changed = isReplaced ? type.Create(request) : type.Update(request, resource);
            stack.Tell(definition, changed.Id, "UPDATE_COMPLETE");
            return new StackResource(definition, changed.Id, changed.Attributes, evaluated, applied) { Status = "UPDATE_COMPLETE" };
        });
    }

    /// <summary>Gives a resource back the properties that it had.</summary>
    public void Restore(StackResource before)
    {
        ResourceTypeTable.Of(before.Definition.Type).Update(new ResourceRequest(account, stack, before.Definition.LogicalId, before.Applied), before);
        stack.Tell(before.Definition, before.PhysicalId, "UPDATE_COMPLETE");
    }

    /// <summary>Deletes a resource, unless it is to stay.</summary>
    /// <exception cref="ResourceFailedException">It cannot be deleted.</exception>
    public void Delete(StackResource resource, bool isRetained)
    {
        var definition = resource.Definition;
        if (isRetained)
        {
            stack.Tell(definition, resource.PhysicalId, "DELETE_SKIPPED");
            return;
        }

        stack.Tell(definition, resource.PhysicalId, "DELETE_IN_PROGRESS");
        Attempt(definition, resource.PhysicalId, "DELETE_FAILED", () =>
        {
            try
            {
                ResourceTypeTable.Of(definition.Type).Delete(new ResourceRequest(account, stack, definition.LogicalId, resource.Applied), resource);
            }
            catch (AwsException exception) when (exception.Code is "NotFoundException" or "ResourceNotFoundException" or "NoSuchBucket" or "NoSuchEntity")
            {
                // What is gone already counts as deleted.
            }

            stack.Tell(definition, resource.PhysicalId, "DELETE_COMPLETE");
            return resource;
        });
    }

    private StackResource Attempt(TemplateResource definition, string physicalId, string failure, Func<StackResource> action)
    {
        try
        {
            return action();
        }
        catch (AwsException exception)
        {
            stack.Tell(definition, physicalId, failure, exception.Message);
            throw new ResourceFailedException(definition.LogicalId, exception.Message);
        }
    }
}
