using System.Text.Json.Nodes;
using ServerlessProxy.Templates.Tests.Aws.Protocol;

namespace ServerlessProxy.Templates.Tests.Aws.ApiGateway;

/// <summary>Implements API Gateway's operations on API keys and usage plans.</summary>
internal sealed class UsagePlanOperations(RestApis apis)
{
    /// <summary>Creates a key, and returns it with its value.</summary>
    public JsonObject CreateApiKey(AwsRequest request)
    {
        var (name, value) = ((string?)request.Json["name"] ?? "", (string?)request.Json["value"]);
        return apis.CreateKey(name, value, (bool?)request.Json["enabled"] ?? false).Describe(withValue: true);
    }

    /// <summary>Returns a key.</summary>
    public JsonObject GetApiKey(AwsRequest request) =>
        apis.GetKey(request["apiKey"]).Describe(request.Optional("includeValue") == "true");

    /// <summary>Returns the keys whose names start with a prefix.</summary>
    public JsonObject GetApiKeys(AwsRequest request) => ApiGatewayService.List(
        request,
        apis.ApiKeys.Where(key => key.Name.StartsWith(request.Optional("nameQuery") ?? "", StringComparison.Ordinal)),
        key => key.Describe(request.Optional("includeValues") == "true"));

    /// <summary>Creates a plan.</summary>
    public JsonObject CreateUsagePlan(AwsRequest request)
    {
        var (throttle, quota) = (Throttle.Read(request.Json["throttle"]), Quota.Read(request.Json["quota"]));
        var stages = (request.Json["apiStages"]?.AsArray() ?? [])
            .Select(stage => new ApiStage((string)stage!["apiId"]!, (string)stage["stage"]!))
            .ToList();
        stages.ForEach(stage => apis.Get(stage.ApiId).Stage(stage.Stage));
        var plan = apis.CreatePlan((string?)request.Json["name"]);
        (plan.Description, plan.Throttle, plan.Quota) = ((string?)request.Json["description"], throttle, quota);
        stages.ForEach(stage => apis.Cover(plan, stage.ApiId, stage.Stage));
        return plan.Describe();
    }

    /// <summary>Returns the plans.</summary>
    public JsonObject GetUsagePlans(AwsRequest request) =>
        ApiGatewayService.List(request, apis.UsagePlans, plan => plan.Describe());

    /// <summary>Changes a plan. If a change is invalid, API Gateway makes none.</summary>
    public JsonObject UpdateUsagePlan(AwsRequest request)
    {
        var plan = Plan(request).Copy();
        foreach (var operation in PatchOperation.Read(request))
        {
            Apply(plan, operation);
        }

        (plan.Throttle, plan.Quota) = (plan.Throttle?.Checked(), plan.Quota?.Checked());
        return apis.Replace(plan).Describe();
    }

    /// <summary>Adds a key to a plan.</summary>
    public JsonObject CreateUsagePlanKey(AwsRequest request)
    {
        var key = apis.GetKey((string?)request.Json["keyId"] ?? "");
        AwsException.RequireForGateway((string?)request.Json["keyType"] == "API_KEY", "Invalid Key Type specified");
        if (Plan(request).KeyIds.Contains(key.Id))
        {
            throw AwsException.Conflict("Usage Plan Key already exists");
        }

        Plan(request).KeyIds.Add(key.Id);
        return Describe(key);
    }

    /// <summary>Returns the keys of a plan.</summary>
    public JsonObject GetUsagePlanKeys(AwsRequest request) =>
        ApiGatewayService.List(request, Plan(request).KeyIds.Select(apis.GetKey), Describe);

    // AWS also returns the value. A deploy does not need it, and a rehearsal records every response.
    private static JsonObject Describe(ApiKey key) => new()
    {
        ["id"] = key.Id,
        ["name"] = key.Name,
        ["type"] = "API_KEY",
    };

    private UsagePlan Plan(AwsRequest request) => apis.GetPlan(request["usagePlanId"]);

    private void Apply(UsagePlan plan, PatchOperation operation)
    {
        switch (operation.Op, operation.Path)
        {
            case ("add", "/apiStages") when operation.Value.Split(':') is [var api, var stage]:
                apis.Cover(plan, api, stage);
                break;
            case ("remove", "/apiStages"):
                AwsException.RequireForGateway(
                    plan.ApiStages.RemoveAll(covered => covered.ToString() == operation.Value) > 0,
                    "Invalid API Stage specified");
                break;
            case ("replace", "/throttle/rateLimit"):
                plan.Throttle = (plan.Throttle ?? new(null, null)) with { RateLimit = operation.Number(0) };
                break;
            case ("replace", "/throttle/burstLimit"):
                plan.Throttle = (plan.Throttle ?? new(null, null)) with { BurstLimit = (int)operation.Number(0) };
                break;
            case ("replace", "/quota/limit"):
                plan.Quota = (plan.Quota ?? new(0, "", 0)) with { Limit = (int)operation.Number(0) };
                break;
            case ("replace", "/quota/period"):
                plan.Quota = (plan.Quota ?? new(0, "", 0)) with { Period = operation.Value };
                break;
            default:
                throw operation.Refuse();
        }
    }
}
