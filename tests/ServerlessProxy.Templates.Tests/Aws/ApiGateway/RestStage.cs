using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.ApiGateway;

/// <summary>Represents a stage of a REST API.</summary>
internal sealed class RestStage(string name, string deploymentId)
{
    private readonly DateTimeOffset created = DateTimeOffset.UtcNow;

    public string Name { get; } = name;
    public string DeploymentId { get; set; } = deploymentId;

    /// <summary>
    /// The method settings: <c>*/*</c> for all methods, or a key such as <c>~1forward~1{proxy+}/POST</c>, in which
    /// slashes are escaped as in a JSON pointer.
    /// </summary>
    public Dictionary<string, MethodSetting> MethodSettings { get; private init; } = [];

    /// <summary>The other properties, by their path in a PATCH request, such as <c>/tracingEnabled</c>.</summary>
    public SortedDictionary<string, string> Properties { get; private init; } = [];

    /// <summary>The web ACL that protects the stage, or null.</summary>
    public string? WebAclArn { get; set; }

    public SortedDictionary<string, string> Tags { get; private init; } = [];

    /// <summary>Returns a copy, which can be changed independently.</summary>
    public RestStage Copy() => new(Name, DeploymentId)
    {
        WebAclArn = WebAclArn,
        MethodSettings = new(MethodSettings),
        Properties = new(Properties),
        Tags = new(Tags),
    };

    /// <summary>Returns the settings that apply to a method.</summary>
    /// <param name="path">The resource's path, such as <c>/forward/{proxy+}</c>.</param>
    /// <param name="method">The HTTP method.</param>
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

    /// <summary>Returns the stage as <c>GetStage</c> does.</summary>
    public JsonObject Describe() => new()
    {
        ["stageName"] = Name,
        ["deploymentId"] = DeploymentId,
        ["cacheClusterEnabled"] = false,
        ["cacheClusterStatus"] = "NOT_AVAILABLE",
        ["methodSettings"] = MethodSettings.ToJsonObject(setting => setting.Describe()),
        ["tracingEnabled"] = Properties.GetValueOrDefault("/tracingEnabled") == "true",
        ["webAclArn"] = WebAclArn,
        ["createdDate"] = created.ToUnixTimeSeconds(),
        ["lastUpdatedDate"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds(),
        ["tags"] = Tags.ToJsonObject(value => value),
    };
}

/// <summary>Represents the settings of a method in a stage.</summary>
internal sealed record MethodSetting
{
    /// <summary>The maximum number of requests per second; -1 for no limit.</summary>
    public double? ThrottlingRateLimit { get; init; }

    /// <summary>The maximum number of concurrent requests; -1 for no limit.</summary>
    public int? ThrottlingBurstLimit { get; init; }

    public bool MetricsEnabled { get; init; }

    /// <summary>Whether API Gateway logs full requests and responses.</summary>
    public bool DataTraceEnabled { get; init; }

    /// <summary>OFF, ERROR or INFO.</summary>
    public string? LoggingLevel { get; init; }

    /// <summary>Returns the settings as <c>GetStage</c> does.</summary>
    public JsonObject Describe() => new()
    {
        ["metricsEnabled"] = MetricsEnabled,
        ["loggingLevel"] = LoggingLevel ?? "OFF",
        ["dataTraceEnabled"] = DataTraceEnabled,
        ["throttlingBurstLimit"] = ThrottlingBurstLimit ?? 5000,
        ["throttlingRateLimit"] = ThrottlingRateLimit ?? 10000,
        ["cachingEnabled"] = false,
    };
}
