using System.Text.Json.Nodes;
using ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;
using ServerlessProxy.Templates.Tests.CloudFormationSchema;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation;

/// <summary>Creates, changes and deletes the resources of a stack, and adds its events.</summary>
internal sealed class ResourceOperations(AwsAccount account, Stack stack)
{
    private readonly DynamicReference secrets = new(account.Secrets);

    /// <summary>Creates a resource.</summary>
    /// <exception cref="ResourceFailedException">AWS would reject it.</exception>
    public StackResource Create(TemplateResource definition, JsonObject evaluated)
    {
        stack.AddEvent(definition, "", "CREATE_IN_PROGRESS");
        return Attempt(definition, "", "CREATE_FAILED", () =>
        {
            var applied = secrets.Resolve(evaluated);
            var created = CreatePhysical(definition, applied);
            stack.AddEvent(definition, created.Id, "CREATE_COMPLETE");
            return new StackResource(definition, created.Id, created.Attributes, evaluated, applied);
        });
    }

    /// <summary>
    /// Changes a resource. If it must be replaced, returns a resource with another physical id and keeps the old one.
    /// </summary>
    /// <exception cref="ResourceFailedException">AWS would reject the change.</exception>
    public StackResource Update(StackResource resource, TemplateResource definition, JsonObject evaluated)
    {
        stack.AddEvent(definition, resource.PhysicalId, "UPDATE_IN_PROGRESS");
        return Attempt(definition, resource.PhysicalId, "UPDATE_FAILED", () =>
        {
            AwsException.Require(
                definition.Type == resource.Definition.Type,
                "Update of resource type is not permitted. The new template modifies resource type of the following "
                + $"resources: [{definition.LogicalId}]");
            var schema = ResourceSchemas.Find(definition.Type);
            var isReplaced = schema?.RequiresReplacement(resource.Evaluated, evaluated) == true;
            var applied = secrets.Resolve(evaluated, isReplaced ? null : resource);
            var changed = isReplaced
                ? CreatePhysical(definition, applied)
                : UpdatePhysical(resource, definition, applied);
            stack.AddEvent(definition, changed.Id, "UPDATE_COMPLETE");
            return new StackResource(definition, changed.Id, changed.Attributes, evaluated, applied)
            {
                Status = "UPDATE_COMPLETE",
            };
        });
    }

    /// <summary>Restores the properties of a resource.</summary>
    public void Restore(StackResource before)
    {
        UpdatePhysical(before, before.Definition, before.Applied);
        stack.AddEvent(before.Definition, before.PhysicalId, "UPDATE_COMPLETE");
    }

    /// <summary>Deletes a resource, or keeps it in the account.</summary>
    /// <exception cref="ResourceFailedException">AWS would reject the deletion.</exception>
    public void Delete(StackResource resource, bool isRetained)
    {
        var definition = resource.Definition;
        if (isRetained)
        {
            stack.AddEvent(definition, resource.PhysicalId, "DELETE_SKIPPED");
            return;
        }

        stack.AddEvent(definition, resource.PhysicalId, "DELETE_IN_PROGRESS");
        Attempt(definition, resource.PhysicalId, "DELETE_FAILED", () =>
        {
            try
            {
                ResourceType.Of(definition.Type).Delete(Request(definition, resource.Applied, resource));
            }
            catch (AwsException exception) when (exception.Code
                is "NotFoundException" or "ResourceNotFoundException" or "NoSuchBucket" or "NoSuchEntity")
            {
                // CloudFormation treats a missing resource as deleted.
            }

            stack.AddEvent(definition, resource.PhysicalId, "DELETE_COMPLETE");
            return resource;
        });
    }

    private PhysicalResource CreatePhysical(TemplateResource definition, JsonObject applied)
    {
        var request = Request(definition, applied);
        CheckSchema(request, definition.Type);
        var type = ResourceType.Of(definition.Type);
        type.Check(request);
        return type.Create(request);
    }

    private PhysicalResource UpdatePhysical(StackResource resource, TemplateResource definition, JsonObject applied)
    {
        var request = Request(definition, applied, resource);
        CheckSchema(request, definition.Type);
        var type = ResourceType.Of(definition.Type);
        type.Check(request);
        type.Update(request);
        return new PhysicalResource(resource.PhysicalId, resource.Attributes);
    }

    private ResourceRequest Request(TemplateResource definition, JsonObject applied, StackResource? existing = null) =>
        new(account, stack, definition.LogicalId, applied, existing);

    private static void CheckSchema(ResourceRequest request, string type)
    {
        var problems = ResourceSchemas.Find(type)?.Problems(request.Properties, isEvaluated: true).ToList() ?? [];
        AwsException.Require(
            problems.Count == 0,
            $"Properties validation failed for resource {request.LogicalId} with message: "
            + string.Join(", ", problems));
    }

    private StackResource Attempt(
        TemplateResource definition,
        string physicalId,
        string failure,
        Func<StackResource> action)
    {
        try
        {
            return action();
        }
        catch (AwsException exception)
        {
            stack.AddEvent(definition, physicalId, failure, exception.Message);
            throw new ResourceFailedException(definition.LogicalId, exception.Message);
        }
    }
}

/// <summary>Reports that AWS would not create, change or delete a resource.</summary>
internal sealed class ResourceFailedException(string logicalId, string reason) : Exception($"{logicalId}: {reason}")
{
    public string LogicalId { get; } = logicalId;
}
