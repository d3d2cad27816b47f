using System.Text.Json.Nodes;
using ServerlessProxy.Templates.Tests.Aws.Protocol;

namespace ServerlessProxy.Templates.Tests.Aws.ApiGateway;

/// <summary>API Gateway's operations on API keys and usage plans.</summary>
/// <param name="apis">The account's.</param>
internal sealed class UsagePlanOperations(RestApis apis)
{
    /// <summary>Makes a key, and tells its value.</summary>
    public JsonObject CreateApiKey(AwsRequest request) =>
        apis.CreateKey(
                (string?)request.Json["name"] ?? "",
                (string?)request.Json["value"],
                (bool?)request.Json["enabled"] ?? false)
            .Describe(withValue: true);

    /// <summary>One key.</summary>
    public JsonObject GetApiKey(AwsRequest request) =>
        apis.GetKey(request["apiKey"]).Describe(request.Optional("includeValue") == "true");

    /// <summary>The keys, whose names begin so.</summary>
    public JsonObject GetApiKeys(AwsRequest request) => ApiGatewayService.List(
        request,
        apis.ApiKeys.Where(key => key.Name.StartsWith(request.Optional("nameQuery") ?? "", StringComparison.Ordinal)),
        key => key.Describe(request.Optional("includeValues") == "true"));

    /// <summary>Changes a key.</summary>
    public JsonObject UpdateApiKey(AwsRequest request)
    {
        var key = apis.GetKey(request["apiKey"]);
        foreach (var operation in PatchOperation.Read(request))
        {
            key = (operation.Op, operation.Path) switch
            {
                ("replace", "/name") => key with { Name = operation.Value },
                ("replace", "/enabled") => key with { Enabled = operation.Value == "true" },
                _ => throw operation.Refuse(),
            };
        }

        return apis.Replace(key).Describe(withValue: false);
    }

    /// <summary>The plan that a request names.</summary>
    public UsagePlan Plan(AwsRequest request) => apis.GetPlan(request["usagePlanId"]);

    /// <summary>Makes a plan.</summary>
    public JsonObject CreateUsagePlan(AwsRequest request)
    {
        var (throttle, quota) = (Throttle.Read(request.Json["throttle"]), Quota.Read(request.Json["quota"]));
        var stages = (request.Json["apiStages"]?.AsArray() ?? [])
            .Select(stage => ((string)stage!["apiId"]!, (string)stage["stage"]!))
            .ToList();
        stages.ForEach(stage => apis.Get(stage.Item1).Stage(stage.Item2));
        var plan = apis.CreatePlan((string?)request.Json["name"]);
        (plan.Description, plan.Throttle, plan.Quota) = ((string?)request.Json["description"], throttle, quota);
        stages.ForEach(stage => apis.Cover(plan, stage.Item1, stage.Item2));
        return plan.Describe();
    }

    /// <summary>The plans; of one key, if it is named.</summary>
    public JsonObject GetUsagePlans(AwsRequest request) =>
        ApiGatewayService.List(
            request,
            apis.UsagePlans.Where(plan => request.Optional("keyId") is not { } key || plan.KeyIds.Contains(key)),
            plan => plan.Describe());

    /// <summary>Changes a plan.</summary>
    public JsonObject UpdateUsagePlan(AwsRequest request)
    {
        // All of the changes are made, or none.
        var plan = Plan(request).Copy();
        var patch = new UsagePlanPatch(apis);
        foreach (var operation in PatchOperation.Read(request))
        {
            patch.Apply(plan, operation);
        }

        (plan.Throttle, plan.Quota) = (plan.Throttle?.Checked(), plan.Quota?.Checked());
        return apis.Replace(plan).Describe();
    }

    /// <summary>Puts a key into a plan.</summary>
    public JsonObject CreateUsagePlanKey(AwsRequest request)
    {
        var key = apis.GetKey((string?)request.Json["keyId"] ?? "");
        if ((string?)request.Json["keyType"] != "API_KEY")
        {
            throw AwsException.BadRequest("Invalid Key Type specified");
        }

        if (Plan(request).KeyIds.Contains(key.Id))
        {
            throw AwsException.Conflict("Usage Plan Key already exists");
        }

        Plan(request).KeyIds.Add(key.Id);
        return Describe(key);
    }

    /// <summary>A plan's keys.</summary>
    public JsonObject GetUsagePlanKeys(AwsRequest request) =>
        ApiGatewayService.List(request, Plan(request).KeyIds.Select(apis.GetKey), Describe);

    /// <summary>Takes a key out of a plan.</summary>
    public void DeleteUsagePlanKey(AwsRequest request)
    {
        if (!Plan(request).KeyIds.Remove(request["keyId"]))
        {
            throw AwsException.NotFound("Invalid Usage Plan Key identifier specified");
        }
    }

    // AWS tells the value here, too. Nothing that a deploy does needs it, and a rehearsal records every answer.
    private static JsonObject Describe(ApiKey key) =>
        new()
        {
            ["id"] = key.Id,
            ["name"] = key.Name,
            ["type"] = "API_KEY",
        };
}
