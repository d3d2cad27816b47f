using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.ApiGateway;

/// <summary>Stores an account's REST APIs, API keys and usage plans.</summary>
internal sealed class RestApis
{
    private readonly List<RestApi> apis = [];
    private readonly List<ApiKey> keys = [];
    private readonly List<UsagePlan> plans = [];

    public IReadOnlyList<RestApi> All => apis;
    public IReadOnlyList<ApiKey> ApiKeys => keys;
    public IReadOnlyList<UsagePlan> UsagePlans => plans;

    /// <summary>Returns the REST API with an id.</summary>
    /// <exception cref="AwsException">The API does not exist.</exception>
    public RestApi Get(string id) =>
        apis.Find(api => api.Id == id)
        ?? throw AwsException.NotFound($"Invalid API identifier specified {AwsAccount.Id}:{id}");

    /// <summary>Returns the API key with an id.</summary>
    /// <exception cref="AwsException">The key does not exist.</exception>
    public ApiKey GetKey(string id) =>
        keys.Find(key => key.Id == id) ?? throw AwsException.NotFound("Invalid API Key identifier specified");

    /// <summary>Returns the usage plan with an id.</summary>
    /// <exception cref="AwsException">The plan does not exist.</exception>
    public UsagePlan GetPlan(string id) =>
        plans.Find(plan => plan.Id == id) ?? throw AwsException.NotFound("Invalid Usage Plan ID specified");

    /// <summary>Creates a REST API.</summary>
    public RestApi Create(JsonObject configuration)
    {
        var api = new RestApi(configuration);
        apis.Add(api);
        return api;
    }

    /// <summary>Deletes a REST API, and removes its stages from the usage plans.</summary>
    public void Delete(string id)
    {
        apis.Remove(Get(id));
        plans.ForEach(plan => plan.ApiStages.RemoveAll(stage => stage.ApiId == id));
    }

    /// <summary>Deletes a stage, and removes it from the usage plans.</summary>
    public void DeleteStage(string apiId, string name)
    {
        Get(apiId).Stages.Remove(Get(apiId).Stage(name).Name);
        plans.ForEach(plan => plan.ApiStages.Remove(new ApiStage(apiId, name)));
    }

    /// <summary>Creates an API key. Without a value, generates one.</summary>
    /// <exception cref="AwsException">The value is in use, or has an invalid length.</exception>
    public ApiKey CreateKey(string name, string? value, bool enabled)
    {
        value ??= AwsName.ApiKeyValue();
        AwsException.RequireForGateway(
            value.Length is >= 20 and <= 128,
            "API Key value should be at least 20 characters, and at most 128.");
        if (keys.Exists(key => key.Value == value))
        {
            throw AwsException.Conflict("API Key already exists");
        }

        var created = new ApiKey(AwsName.Id(), name, value, enabled);
        keys.Add(created);
        return created;
    }

    /// <summary>Replaces the API key with the same id.</summary>
    public void Replace(ApiKey key) => keys[keys.IndexOf(GetKey(key.Id))] = key;

    /// <summary>Replaces the usage plan with the same id.</summary>
    public UsagePlan Replace(UsagePlan plan) => plans[plans.IndexOf(GetPlan(plan.Id))] = plan;

    /// <summary>Deletes an API key, and removes it from the usage plans.</summary>
    public void DeleteKey(string id)
    {
        keys.Remove(GetKey(id));
        plans.ForEach(plan => plan.KeyIds.Remove(id));
    }

    /// <summary>Creates a usage plan.</summary>
    /// <exception cref="AwsException">The name is empty.</exception>
    public UsagePlan CreatePlan(string? name)
    {
        AwsException.RequireForGateway(!string.IsNullOrEmpty(name), "Usage Plan name cannot be null or empty");
        var plan = new UsagePlan(AwsName.Id(6), name!);
        plans.Add(plan);
        return plan;
    }

    /// <summary>Deletes a usage plan.</summary>
    /// <exception cref="AwsException">The plan contains a stage.</exception>
    public void DeletePlan(string id)
    {
        var plan = GetPlan(id);
        AwsException.RequireForGateway(
            plan.ApiStages.Count == 0,
            $"Cannot delete Usage Plan {id} because there are API Stages associated with it, including "
            + plan.ApiStages.FirstOrDefault());
        plans.Remove(plan);
    }

    /// <summary>Adds a stage to a usage plan.</summary>
    /// <exception cref="AwsException">The stage does not exist, or the plan already contains it.</exception>
    public void Cover(UsagePlan plan, string apiId, string stage)
    {
        var added = new ApiStage(Get(apiId).Id, Get(apiId).Stage(stage).Name);
        if (plan.ApiStages.Contains(added))
        {
            throw AwsException.Conflict($"API Stage {added} is already associated with Usage Plan {plan.Id}");
        }

        plan.ApiStages.Add(added);
    }
}
