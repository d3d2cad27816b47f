using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.ApiGateway;

/// <summary>Represents a REST API.</summary>
internal sealed class RestApi
{
    private readonly Dictionary<string, ApiResource> resources = [];

    public RestApi(JsonObject configuration)
    {
        Configuration = configuration;
        resources.Add(RootResourceId, new ApiResource(RootResourceId, null, "/"));
    }

    public string Id { get; } = AwsName.Id();
    public string Name => (string?)Configuration["Name"] ?? "";

    /// <summary>The properties from CloudFormation.</summary>
    public JsonObject Configuration { get; set; }

    public string RootResourceId { get; } = AwsName.Id();
    public IReadOnlyCollection<ApiResource> Resources => resources.Values;

    /// <summary>The deployments, newest first.</summary>
    public List<RestDeployment> Deployments { get; } = [];

    /// <summary>The deleted methods whose VPC links stay in use while the API exists.</summary>
    public List<(string Method, string LinkId)> Dangling { get; } = [];

    public Dictionary<string, RestStage> Stages { get; } = [];
    public Dictionary<string, JsonObject> Authorizers { get; } = [];

    /// <summary>Returns the stage with a name.</summary>
    /// <exception cref="AwsException">The stage does not exist.</exception>
    public RestStage Stage(string name) =>
        Stages.GetValueOrDefault(name) ?? throw AwsException.NotFound("Invalid stage identifier specified");

    /// <summary>Returns the resource with an id.</summary>
    /// <exception cref="AwsException">The resource does not exist.</exception>
    public ApiResource Resource(string id) =>
        resources.GetValueOrDefault(id) ?? throw AwsException.NotFound("Invalid Resource identifier specified");

    /// <summary>Adds a resource.</summary>
    /// <exception cref="AwsException">The parent has a greedy path, or already has a child with this path.</exception>
    public ApiResource AddResource(string parentId, string pathPart)
    {
        var parent = Resource(parentId);
        AwsException.RequireForGateway(
            !parent.Path.EndsWith("+}", StringComparison.Ordinal),
            $"Cannot create a child of a resource with a greedy path variable: {parent.Path}");
        var path = parent.Path.TrimEnd('/') + "/" + pathPart;
        if (resources.Values.Any(resource => resource.Path == path))
        {
            throw AwsException.Conflict($"Another resource with the same parent already has this name: {pathPart}");
        }

        var added = new ApiResource(AwsName.Id(6), parentId, path);
        resources.Add(added.Id, added);
        return added;
    }

    /// <summary>Removes a resource and its children.</summary>
    public void RemoveResource(string id)
    {
        foreach (var child in resources.Values.Where(resource => resource.ParentId == id).ToList())
        {
            RemoveResource(child.Id);
        }

        resources.Remove(id);
    }

    /// <summary>Deploys the current methods.</summary>
    /// <exception cref="AwsException">The API has no methods, or a method has no integration.</exception>
    public RestDeployment Deploy()
    {
        var methods = Resources
            .SelectMany(resource => resource.Methods, (resource, method) => (method.Key, resource.Path, method.Value))
            .ToList();
        AwsException.RequireForGateway(methods.Count > 0, "The REST API doesn't contain any methods");
        AwsException.RequireForGateway(
            methods.TrueForAll(method => method.Value["Integration"] is not null),
            "No integration defined for method");
        var deployment = new RestDeployment(
            AwsName.Id(6),
            methods.Select(method => $"{method.Key} {method.Path}").Order(StringComparer.Ordinal).ToList(),
            Summary(),
            methods.Select(method => VpcLink.Of(method.Value)).OfType<string>().Distinct().ToList());
        Deployments.Insert(0, deployment);
        return deployment;
    }

    /// <summary>Points a new or existing stage to a deployment. An existing stage keeps its settings.</summary>
    public RestStage MoveStage(string name, string deploymentId)
    {
        if (!Stages.TryGetValue(name, out var stage))
        {
            Stages.Add(name, stage = new RestStage(name, deploymentId));
        }

        stage.DeploymentId = deploymentId;
        return stage;
    }

    private JsonObject Summary() => Resources
        .Where(resource => resource.Methods.Count > 0)
        .ToDictionary(resource => resource.Path, resource => resource.Methods)
        .ToJsonObject(methods => methods.ToJsonObject(method => new JsonObject
        {
            ["authorizationType"] = (string?)method["AuthorizationType"] ?? "NONE",
            ["apiKeyRequired"] = method["ApiKeyRequired"]?.ToString() == "true",
        }));
}

/// <summary>Represents a resource of a REST API.</summary>
/// <param name="ParentId">The parent's id; null for the root.</param>
/// <param name="Path">The full path.</param>
internal sealed record ApiResource(string Id, string? ParentId, string Path)
{
    /// <summary>The methods' properties, by HTTP method.</summary>
    public Dictionary<string, JsonObject> Methods { get; } = [];
}

/// <summary>Represents a deployment of a REST API.</summary>
/// <param name="Methods">The sorted methods, such as <c>GET /forward</c>.</param>
/// <param name="Summary">The requirements for callers by path and method, as <c>GetDeployment</c> embeds them.</param>
/// <param name="LinkIds">The VPC links of the methods.</param>
internal sealed record RestDeployment(
    string Id,
    IReadOnlyList<string> Methods,
    JsonObject Summary,
    IReadOnlyList<string> LinkIds);
