using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.ApiGatewayV2;

/// <summary>An HTTP API.</summary>
/// <param name="region">Its region.</param>
/// <param name="configuration">Its properties, as CloudFormation has them.</param>
internal sealed class HttpApi(string region, JsonObject configuration)
{
    /// <summary>Its id.</summary>
    public string Id { get; } = AwsName.Id();

    /// <summary>Its properties, as CloudFormation has them.</summary>
    public JsonObject Configuration { get; set; } = configuration;

    /// <summary>Its name, which another may have too.</summary>
    public string Name => (string?)Configuration["Name"] ?? "";

    /// <summary>Where it answers.</summary>
    public string Endpoint => $"https://{Id}.execute-api.{region}.amazonaws.com";

    /// <summary>Its integrations' properties, by id.</summary>
    public Dictionary<string, JsonObject> Integrations { get; } = [];

    /// <summary>Its routes' properties, by id.</summary>
    public Dictionary<string, JsonObject> Routes { get; } = [];

    /// <summary>Its authorizers' properties, by id.</summary>
    public Dictionary<string, JsonObject> Authorizers { get; } = [];

    /// <summary>Its stages, by name.</summary>
    public Dictionary<string, HttpStage> Stages { get; } = [];

    /// <summary>What its routes answer to: <c>GET /forward</c>, in order.</summary>
    public IReadOnlyList<string> RouteKeys =>
        Routes.Values.Select(route => (string)route["RouteKey"]!).Order(StringComparer.Ordinal).ToList();

    /// <summary>The stage of this name.</summary>
    /// <exception cref="AwsException">There is none.</exception>
    public HttpStage Stage(string name) =>
        Stages.TryGetValue(name, out var stage)
            ? stage
            : throw AwsException.NotFound("Invalid stage identifier specified");

    /// <summary>Changes what holds for a stage's routes.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="all">For routes without settings of their own; nothing leaves it as it is.</param>
    /// <param name="single">For single routes; those that it does not name stay as they are.</param>
    /// <exception cref="AwsException">There is no such route.</exception>
    public void Throttle(HttpStage stage, JsonNode? all, JsonNode? single)
    {
        var settings = single?.AsObject().ToList() ?? [];
        // Settings outlive their routes, and then stand in the way of every other.
        if (
            settings
                .Select(setting => setting.Key)
                .Concat(stage.RouteSettings.Keys)
                .FirstOrDefault(key => !RouteKeys.Contains(key)) is
            { } missing)
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
