using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.ApiGateway;

/// <summary>The account's REST APIs, API keys and usage plans.</summary>
internal sealed class RestApis
{
    private readonly List<RestApi> apis = [];
    private readonly List<ApiKey> keys = [];
    private readonly List<UsagePlan> plans = [];

    /// <summary>The REST APIs.</summary>
    public IReadOnlyList<RestApi> All => apis;

    /// <summary>The API keys.</summary>
    public IReadOnlyList<ApiKey> ApiKeys => keys;

    /// <summary>The usage plans.</summary>
    public IReadOnlyList<UsagePlan> UsagePlans => plans;

    /// <summary>The REST API of this id.</summary>
    /// <exception cref="AwsException">There is none.</exception>
    public RestApi Get(string id) =>
        apis.Find(api => api.Id == id)
        ?? throw AwsException.NotFound($"Invalid API identifier specified {AwsAccount.Id}:{id}");

    /// <summary>The API key of this id.</summary>
    /// <exception cref="AwsException">There is none.</exception>
    public ApiKey GetKey(string id) =>
        keys.Find(key => key.Id == id) ?? throw AwsException.NotFound("Invalid API Key identifier specified");

    /// <summary>The usage plan of this id.</summary>
    /// <exception cref="AwsException">There is none.</exception>
    public UsagePlan GetPlan(string id) =>
        plans.Find(plan => plan.Id == id) ?? throw AwsException.NotFound("Invalid Usage Plan ID specified");

    /// <summary>Makes a REST API.</summary>
    public RestApi Create(JsonObject configuration)
    {
        var api = new RestApi(configuration);
        apis.Add(api);
        return api;
    }

    /// <summary>Deletes a REST API, and what usage plans say of it.</summary>
    public void Delete(string id)
    {
        apis.Remove(Get(id));
        plans.ForEach(plan => plan.ApiStages.RemoveAll(stage => stage.ApiId == id));
    }

    /// <summary>Deletes a stage, and what usage plans say of it.</summary>
    public void DeleteStage(string apiId, string name)
    {
        Get(apiId).Stages.Remove(Get(apiId).Stage(name).Name);
        plans.ForEach(plan => plan.ApiStages.Remove(new ApiStage(apiId, name)));
    }

    /// <summary>Makes an API key.</summary>
    /// <exception cref="AwsException">Its value is taken, or is none.</exception>
    public ApiKey CreateKey(string name, string? value, bool enabled)
    {
        value ??= AwsName.ApiKeyValue();
        if (value.Length is < 20 or > 128)
        {
            throw AwsException.BadRequest("API Key value should be at least 20 characters, and at most 128.");
        }

        if (keys.Exists(key => key.Value == value))
        {
            throw AwsException.Conflict("API Key already exists");
        }

        var created = new ApiKey(AwsName.Id(), name, value, enabled);
        keys.Add(created);
        return created;
    }

    /// <summary>Changes an API key.</summary>
    public ApiKey Replace(ApiKey key)
    {
        keys[keys.IndexOf(GetKey(key.Id))] = key;
        return key;
    }

    /// <summary>Changes a usage plan.</summary>
    public UsagePlan Replace(UsagePlan plan)
    {
        plans[plans.IndexOf(GetPlan(plan.Id))] = plan;
        return plan;
    }

    /// <summary>Deletes an API key, and takes it out of its usage plans.</summary>
    public void DeleteKey(string id)
    {
        keys.Remove(GetKey(id));
        plans.ForEach(plan => plan.KeyIds.Remove(id));
    }

    /// <summary>Makes a usage plan.</summary>
    /// <exception cref="AwsException">It has no name.</exception>
    public UsagePlan CreatePlan(string? name)
    {
        var plan = new UsagePlan(
            AwsName.Id(6),
            string.IsNullOrEmpty(name) ? throw AwsException.BadRequest("Usage Plan name cannot be null or empty") : name
        );
        plans.Add(plan);
        return plan;
    }

    /// <summary>Deletes a usage plan.</summary>
    /// <exception cref="AwsException">It covers a stage.</exception>
    public void DeletePlan(string id)
    {
        var plan = GetPlan(id);
        if (plan.ApiStages is [var stage, ..])
        {
            throw AwsException.BadRequest(
                $"Cannot delete Usage Plan {id} because there are API Stages associated with it, including {stage}");
        }

        plans.Remove(plan);
    }

    /// <summary>Makes a usage plan cover a stage.</summary>
    /// <exception cref="AwsException">There is no such stage, or the plan covers it already.</exception>
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
