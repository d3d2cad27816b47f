using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.ApiGateway;

/// <summary>A stage of a REST API.</summary>
/// <param name="name">Its name.</param>
/// <param name="deploymentId">The deployment that it serves.</param>
internal sealed class RestStage(string name, string deploymentId)
{
    private readonly DateTimeOffset created = DateTimeOffset.UtcNow;

    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>The deployment that it serves.</summary>
    public string DeploymentId { get; set; } = deploymentId;

    /// <summary>What holds for its methods: <c>*/*</c> for all, else <c>~1forward~1{proxy+}/POST</c>, the path's slashes escaped as in a JSON pointer.</summary>
    public Dictionary<string, MethodSetting> MethodSettings { get; } = [];

    /// <summary>Its other properties, by the path that PATCH has for them: <c>/tracingEnabled</c>.</summary>
    public SortedDictionary<string, string> Properties { get; } = [];

    /// <summary>The web ACL that looks at its requests; null for none.</summary>
    public string? WebAclArn { get; set; }

    /// <summary>Its tags.</summary>
    public SortedDictionary<string, string> Tags { get; } = [];

    /// <summary>The same once more, to be changed.</summary>
    public RestStage Copy()
    {
        var copy = new RestStage(Name, DeploymentId) { WebAclArn = WebAclArn };
        MethodSettings.ToList().ForEach(setting => copy.MethodSettings.Add(setting.Key, setting.Value));
        Properties.ToList().ForEach(property => copy.Properties.Add(property.Key, property.Value));
        Tags.ToList().ForEach(tag => copy.Tags.Add(tag.Key, tag.Value));
        return copy;
    }

    /// <summary>What holds for a method.</summary>
    /// <param name="path">Its resource's path, such as <c>/forward/{proxy+}</c>.</param>
    /// <param name="method">GET, …</param>
    public MethodSetting SettingOf(string path, string method)
    {
        var own = MethodSettings.GetValueOrDefault($"{path.Replace("/", "~1", StringComparison.Ordinal)}/{method}");
        var all = MethodSettings.GetValueOrDefault("*/*");
        return (own ?? all ?? new()) with
        {
            ThrottlingRateLimit = own?.ThrottlingRateLimit ?? all?.ThrottlingRateLimit,
            ThrottlingBurstLimit = own?.ThrottlingBurstLimit ?? all?.ThrottlingBurstLimit,
        };
    }

    /// <summary>As API Gateway's JSON.</summary>
    public JsonObject Describe() =>
        new()
        {
            ["stageName"] = Name,
            ["deploymentId"] = DeploymentId,
            ["cacheClusterEnabled"] = false,
            ["cacheClusterStatus"] = "NOT_AVAILABLE",
            ["methodSettings"] = new JsonObject(
                MethodSettings.Select(setting =>
                    KeyValuePair.Create<string, JsonNode?>(setting.Key, setting.Value.Describe()))),
            ["tracingEnabled"] = Properties.GetValueOrDefault("/tracingEnabled") == "true",
            ["webAclArn"] = WebAclArn,
            ["createdDate"] = created.ToUnixTimeSeconds(),
            ["lastUpdatedDate"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds(),
            ["tags"] = new JsonObject(Tags.Select(tag => KeyValuePair.Create<string, JsonNode?>(tag.Key, tag.Value))),
        };
}
