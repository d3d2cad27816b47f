using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.ApiGatewayV2;

/// <summary>A stage of an HTTP API.</summary>
/// <param name="name">Its name: <c>$default</c>, unless chosen.</param>
internal sealed class HttpStage(string name)
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>Whether a change of the API is served at once.</summary>
    public bool AutoDeploy { get; set; }

    /// <summary>What holds for routes without settings of their own.</summary>
    public RouteSettings DefaultRouteSettings { get; set; } = new(null, null);

    /// <summary>What holds for single routes, by <c>GET /forward</c>.</summary>
    public SortedDictionary<string, RouteSettings> RouteSettings { get; } = new(StringComparer.Ordinal);

    /// <summary>As API Gateway's JSON.</summary>
    public JsonObject Describe() =>
        new()
        {
            ["stageName"] = Name,
            ["autoDeploy"] = AutoDeploy,
            ["defaultRouteSettings"] = DefaultRouteSettings.Describe(),
            ["routeSettings"] = new JsonObject(
                RouteSettings.Select(setting =>
                    KeyValuePair.Create<string, JsonNode?>(setting.Key, setting.Value.Describe()))),
            ["stageVariables"] = new JsonObject(),
            ["tags"] = new JsonObject(),
        };
}
