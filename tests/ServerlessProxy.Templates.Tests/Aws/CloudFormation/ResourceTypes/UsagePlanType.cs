using System.Text.Json.Nodes;
using ServerlessProxy.Templates.Tests.Aws.ApiGateway;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary><c>AWS::ApiGateway::UsagePlan</c>.</summary>
internal sealed class UsagePlanType() : ResourceType("AWS::ApiGateway::UsagePlan")
{
    /// <inheritdoc/>
    protected override string[] Optional => ["ApiStages", "Description", "Quota", "Tags", "Throttle", "UsagePlanName"];

    /// <inheritdoc/>
    protected override string[] Attributes => ["Id"];

    /// <inheritdoc/>
    public override PhysicalResource Create(ResourceRequest request)
    {
        var limits = Limits(request);
        var stages = Stages(request);
        stages.ForEach(stage => request.Account.RestApis.Get(stage.ApiId).Stage(stage.Stage));
        var plan = request.Account.RestApis.CreatePlan(request.NameOr("UsagePlanName"));
        Configure(request, plan, limits, stages);
        return new PhysicalResource(plan.Id, new Dictionary<string, string> { ["Id"] = plan.Id });
    }

    /// <inheritdoc/>
    public override PhysicalResource Update(ResourceRequest request, StackResource resource)
    {
        var limits = Limits(request);
        var plan = request.Account.RestApis.GetPlan(resource.PhysicalId);
        plan.ApiStages.Clear();
        Configure(request, plan, limits, Stages(request));
        return base.Update(request, resource);
    }

    /// <inheritdoc/>
    public override void Delete(ResourceRequest request, StackResource resource)
    {
        // CloudFormation lets go of the stages that it has put in; one that somebody else has put in is in the way.
        var plan = request.Account.RestApis.GetPlan(resource.PhysicalId);
        Stages(request).ForEach(stage => plan.ApiStages.Remove(stage));
        request.Account.RestApis.DeletePlan(plan.Id);
    }

    private static void Configure(
        ResourceRequest request,
        UsagePlan plan,
        (Throttle? Throttle, Quota? Quota) limits,
        List<ApiStage> stages)
    {
        plan.Name = request["UsagePlanName"] ?? plan.Name;
        plan.Description = request["Description"];
        (plan.Throttle, plan.Quota) = limits;
        stages.ForEach(stage => request.Account.RestApis.Cover(plan, stage.ApiId, stage.Stage));
    }

    private static (Throttle? Throttle, Quota? Quota) Limits(ResourceRequest request) =>
        (Throttle.Read(CamelCase(request.Properties["Throttle"])), Quota.Read(CamelCase(request.Properties["Quota"])));

    private static List<ApiStage> Stages(ResourceRequest request) =>
        (request.Properties["ApiStages"]?.AsArray() ?? [])
            .Select(stage => new ApiStage((string)stage!["ApiId"]!, (string)stage["Stage"]!))
            .ToList();

    private static JsonObject? CamelCase(JsonNode? properties) => properties is null
        ? null
        : new JsonObject(properties.AsObject().Select(property => KeyValuePair.Create(char.ToLowerInvariant(property.Key[0]) + property.Key[1..], property.Value?.DeepClone())));
}
