using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.ApiGateway;

/// <summary>A usage plan.</summary>
/// <param name="id">Its id.</param>
/// <param name="name">Its name, which another may have too.</param>
internal sealed class UsagePlan(string id, string name)
{
    /// <summary>Its id.</summary>
    public string Id { get; } = id;

    /// <summary>Its name.</summary>
    public string Name { get; set; } = name;

    /// <summary>What it is for.</summary>
    public string? Description { get; set; }

    /// <summary>How often each of its keys may call.</summary>
    public Throttle? Throttle { get; set; }

    /// <summary>How many calls each of its keys has.</summary>
    public Quota? Quota { get; set; }

    /// <summary>The stages that it covers.</summary>
    public List<ApiStage> ApiStages { get; } = [];

    /// <summary>Its keys' ids.</summary>
    public List<string> KeyIds { get; } = [];

    /// <summary>The same once more, to be changed.</summary>
    public UsagePlan Copy()
    {
        var copy = new UsagePlan(Id, Name) { Description = Description, Throttle = Throttle, Quota = Quota };
        copy.ApiStages.AddRange(ApiStages);
        copy.KeyIds.AddRange(KeyIds);
        return copy;
    }

    /// <summary>As API Gateway's JSON.</summary>
    public JsonObject Describe()
    {
        var described = new JsonObject
        {
            ["id"] = Id,
            ["name"] = Name,
            ["apiStages"] = new JsonArray(
                ApiStages
                    .Select(stage => (JsonNode)new JsonObject { ["apiId"] = stage.ApiId, ["stage"] = stage.Stage })
                    .ToArray()),
        };
        if (Description is not null)
        {
            described["description"] = Description;
        }

        if (Throttle is not null)
        {
            described["throttle"] = Throttle.Describe();
        }

        if (Quota is not null)
        {
            described["quota"] = Quota.Describe();
        }

        return described;
    }
}
