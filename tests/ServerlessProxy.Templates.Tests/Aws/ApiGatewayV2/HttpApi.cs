using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.ApiGatewayV2;

/// <summary>Represents an HTTP API.</summary>
/// <param name="region">The region.</param>
/// <param name="configuration">The properties from CloudFormation.</param>
internal sealed class HttpApi(string region, JsonObject configuration)
{
    public string Id { get; } = AwsName.Id();

    /// <summary>The properties from CloudFormation.</summary>
    public JsonObject Configuration { get; set; } = configuration;

    public string Name => (string?)Configuration["Name"] ?? "";
    public string Endpoint => $"https://{Id}.execute-api.{region}.amazonaws.com";

    /// <summary>The integrations' properties, by id. Routes and authorizers are stored in the same way.</summary>
    public Dictionary<string, JsonObject> Integrations { get; } = [];

    public Dictionary<string, JsonObject> Routes { get; } = [];
    public Dictionary<string, JsonObject> Authorizers { get; } = [];
    public Dictionary<string, HttpStage> Stages { get; } = [];

    /// <summary>The sorted route keys, such as <c>GET /forward</c>.</summary>
    public IReadOnlyList<string> RouteKeys =>
        Routes.Values.Select(route => (string)route["RouteKey"]!).Order(StringComparer.Ordinal).ToList();

    /// <summary>Returns the stage with a name.</summary>
    /// <exception cref="AwsException">The stage does not exist.</exception>
    public HttpStage Stage(string name) =>
        Stages.GetValueOrDefault(name) ?? throw AwsException.NotFound("Invalid stage identifier specified");

    /// <summary>Changes the route settings of a stage.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="all">The default settings; null keeps the current ones.</param>
    /// <param name="single">The settings of single routes; other routes keep their settings.</param>
    /// <exception cref="AwsException">A route does not exist.</exception>
    public void Throttle(HttpStage stage, JsonNode? all, JsonNode? single)
    {
        var settings = single?.AsObject().ToList() ?? [];

        // The settings of a deleted route stay, and then API Gateway rejects every change.
        if (settings.Select(setting => setting.Key).Concat(stage.RouteSettings.Keys).Except(RouteKeys).ToList()
            is [var missing, ..])
        {
            throw AwsException.NotFound($"Unable to find Route by key {missing} within the provided RouteSettings");
        }

        if (all is not null)
        {
            stage.DefaultRouteSettings = RouteSettings.Read(all);
        }

        settings.ForEach(setting => stage.RouteSettings[setting.Key] = RouteSettings.Read(setting.Value));
    }
}

/// <summary>Represents a stage of an HTTP API.</summary>
internal sealed class HttpStage(string name)
{
    public string Name { get; } = name;
    public bool AutoDeploy { get; set; }

    /// <summary>The settings of routes without their own settings.</summary>
    public RouteSettings DefaultRouteSettings { get; set; } = new(null, null);

    /// <summary>The settings of single routes, by route key.</summary>
    public SortedDictionary<string, RouteSettings> RouteSettings { get; } = new(StringComparer.Ordinal);

    /// <summary>Returns the stage as <c>GetStage</c> does.</summary>
    public JsonObject Describe() => new()
    {
        ["stageName"] = Name,
        ["autoDeploy"] = AutoDeploy,
        ["defaultRouteSettings"] = DefaultRouteSettings.Describe(),
        ["routeSettings"] = RouteSettings.ToJsonObject(setting => setting.Describe()),
        ["stageVariables"] = new JsonObject(),
        ["tags"] = new JsonObject(),
    };
}

/// <summary>Represents the limits of a route in a stage.</summary>
/// <param name="ThrottlingRateLimit">The maximum number of requests per second.</param>
/// <param name="ThrottlingBurstLimit">The maximum number of concurrent requests.</param>
internal sealed record RouteSettings(double? ThrottlingRateLimit, int? ThrottlingBurstLimit)
{
    /// <summary>Reads API Gateway's JSON, or CloudFormation's, whose names start with capital letters.</summary>
    public static RouteSettings Read(JsonNode? json) => new(
        AwsJson.Number(json?["throttlingRateLimit"] ?? json?["ThrottlingRateLimit"]),
        (int?)AwsJson.Number(json?["throttlingBurstLimit"] ?? json?["ThrottlingBurstLimit"]));

    public JsonObject Describe() => AwsJson.WithoutNulls(new JsonObject
    {
        ["detailedMetricsEnabled"] = false,
        ["throttlingRateLimit"] = ThrottlingRateLimit,
        ["throttlingBurstLimit"] = ThrottlingBurstLimit,
    });
}

/// <summary>Stores an account's HTTP APIs.</summary>
internal sealed class HttpApis(string region)
{
    private readonly List<HttpApi> apis = [];

    public IReadOnlyList<HttpApi> All => apis;

    /// <summary>Returns the HTTP API with an id.</summary>
    /// <exception cref="AwsException">The API does not exist.</exception>
    public HttpApi Get(string id) =>
        apis.Find(api => api.Id == id)
        ?? throw AwsException.NotFound($"Invalid API identifier specified {AwsAccount.Id}:{id}");

    /// <summary>Creates an API.</summary>
    public HttpApi Create(JsonObject configuration)
    {
        var api = new HttpApi(region, configuration);
        apis.Add(api);
        return api;
    }

    public void Delete(string id) => apis.Remove(Get(id));
}
