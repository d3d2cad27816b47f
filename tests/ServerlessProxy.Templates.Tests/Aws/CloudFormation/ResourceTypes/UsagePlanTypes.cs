using System.Text.Json.Nodes;
using ServerlessProxy.Templates.Tests.Aws.ApiGateway;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary>Implements API keys and usage plans of REST APIs.</summary>
internal static class UsagePlanTypes
{
    public static IReadOnlyList<ResourceType> All { get; } =
    [
        new("AWS::ApiGateway::ApiKey", CreateKey)
        {
            Update = request => request.Account.RestApis.Replace(
                request.Account.RestApis.GetKey(request.Id) with { Enabled = request.IsTrue("Enabled") }),
            Delete = request => request.Account.RestApis.DeleteKey(request.Id),
        },
        new("AWS::ApiGateway::UsagePlan", CreatePlan) { Update = UpdatePlan, Delete = DeletePlan },
        new("AWS::ApiGateway::UsagePlanKey", CreatePlanKey)
        {
            Delete = request =>
                request.Account.RestApis.GetPlan(request["UsagePlanId"]!).KeyIds.Remove(request["KeyId"]!),
        },
    ];

    private static PhysicalResource CreateKey(ResourceRequest request)
    {
        var name = request.NameOr("Name");
        var key = request.Account.RestApis.CreateKey(name, request["Value"], request.IsTrue("Enabled"));
        return PhysicalResource.Of(key.Id, ("APIKeyId", key.Id));
    }

    private static PhysicalResource CreatePlanKey(ResourceRequest request)
    {
        var key = request.Account.RestApis.GetKey(request["KeyId"]!);
        request.Account.RestApis.GetPlan(request["UsagePlanId"]!).KeyIds.Add(key.Id);
        var id = $"{key.Id}:{request["UsagePlanId"]}";
        return PhysicalResource.Of(id, ("Id", id));
    }

    private static PhysicalResource CreatePlan(ResourceRequest request)
    {
        var limits = Limits(request);
        Stages(request).ForEach(stage => request.Account.RestApis.Get(stage.ApiId).Stage(stage.Stage));
        var plan = request.Account.RestApis.CreatePlan(request.NameOr("UsagePlanName"));
        Configure(request, plan, limits);
        return PhysicalResource.Of(plan.Id, ("Id", plan.Id));
    }

    private static void UpdatePlan(ResourceRequest request)
    {
        var limits = Limits(request);
        var plan = request.Account.RestApis.GetPlan(request.Id);
        plan.ApiStages.Clear();
        Configure(request, plan, limits);
    }

    private static void DeletePlan(ResourceRequest request)
    {
        // CloudFormation removes only the stages that are in the template. Any other stage blocks the deletion.
        var plan = request.Account.RestApis.GetPlan(request.Id);
        Stages(request).ForEach(stage => plan.ApiStages.Remove(stage));
        request.Account.RestApis.DeletePlan(plan.Id);
    }

    private static void Configure(ResourceRequest request, UsagePlan plan, (Throttle? Throttle, Quota? Quota) limits)
    {
        plan.Name = request["UsagePlanName"] ?? plan.Name;
        plan.Description = request["Description"];
        (plan.Throttle, plan.Quota) = limits;
        Stages(request).ForEach(stage => request.Account.RestApis.Cover(plan, stage.ApiId, stage.Stage));
    }

    private static (Throttle? Throttle, Quota? Quota) Limits(ResourceRequest request) =>
        (Throttle.Read(CamelCase(request.Properties["Throttle"])), Quota.Read(CamelCase(request.Properties["Quota"])));

    private static List<ApiStage> Stages(ResourceRequest request) => request.List("ApiStages")
        .Select(stage => new ApiStage((string)stage!["ApiId"]!, (string)stage["Stage"]!))
        .ToList();

    private static JsonObject? CamelCase(JsonNode? properties) => properties is null
        ? null
        : new JsonObject(properties.AsObject().Select(property => KeyValuePair.Create(
            char.ToLowerInvariant(property.Key[0]) + property.Key[1..],
            property.Value?.DeepClone())));
}
