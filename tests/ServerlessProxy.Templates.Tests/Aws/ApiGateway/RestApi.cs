using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.ApiGateway;

/// <summary>A REST API.</summary>
internal sealed class RestApi
{
    private readonly Dictionary<string, ApiResource> resources = [];

    /// <summary>Makes one.</summary>
    /// <param name="configuration">Its properties, as CloudFormation has them.</param>
    public RestApi(JsonObject configuration)
    {
        Configuration = configuration;
        resources.Add(RootResourceId, new ApiResource(RootResourceId, null, "/"));
    }

    /// <summary>Its id.</summary>
    public string Id { get; } = AwsName.Id();

    /// <summary>Its name, which another may have too.</summary>
    public string Name => (string?)Configuration["Name"] ?? "";

    /// <summary>Its properties, as CloudFormation has them.</summary>
    public JsonObject Configuration { get; set; }

    /// <summary>The id of the resource <c>/</c>.</summary>
    public string RootResourceId { get; } = AwsName.Id();

    /// <summary>Its resources.</summary>
    public IReadOnlyCollection<ApiResource> Resources => resources.Values;

    /// <summary>Its deployments, the newest first.</summary>
    public List<RestDeployment> Deployments { get; } = [];

    /// <summary>The methods that have been deleted, and the VPC links that they keep in use for as long as this API is there.</summary>
    public List<(string Method, string LinkId)> Dangling { get; } = [];

    /// <summary>Its stages, by name.</summary>
    public Dictionary<string, RestStage> Stages { get; } = [];

    /// <summary>Its authorizers' properties, by id.</summary>
    public Dictionary<string, JsonObject> Authorizers { get; } = [];

    /// <summary>The stage of this name.</summary>
    /// <exception cref="AwsException">There is none.</exception>
    public RestStage Stage(string name) =>
        Stages.TryGetValue(name, out var stage)
            ? stage
            : throw AwsException.NotFound("Invalid stage identifier specified");

    /// <summary>The resource of this id.</summary>
    /// <exception cref="AwsException">There is none.</exception>
    public ApiResource Resource(string id) =>
        resources.TryGetValue(id, out var resource)
            ? resource
            : throw AwsException.NotFound("Invalid Resource identifier specified");

    /// <summary>Adds a resource.</summary>
    /// <exception cref="AwsException">Its parent has one of this name, or can have none.</exception>
    public ApiResource AddResource(string parentId, string pathPart)
    {
        var parent = Resource(parentId);
        if (parent.Path.EndsWith("+}", StringComparison.Ordinal))
        {
            throw AwsException.BadRequest(
                $"Cannot create a child of a resource with a greedy path variable: {parent.Path}");
        }

        var path = parent.Path.TrimEnd('/') + "/" + pathPart;
        if (resources.Values.Any(resource => resource.Path == path))
        {
            throw AwsException.Conflict($"Another resource with the same parent already has this name: {pathPart}");
        }

        var added = new ApiResource(AwsName.Id(6), parentId, path);
        resources.Add(added.Id, added);
        return added;
    }

    /// <summary>Removes a resource, with those below.</summary>
    public void RemoveResource(string id)
    {
        foreach (var child in resources.Values.Where(resource => resource.ParentId == id).ToList())
        {
            RemoveResource(child.Id);
        }

        resources.Remove(id);
    }

    /// <summary>Deploys it as it is.</summary>
    /// <exception cref="AwsException">It has no method, or one without an integration.</exception>
    public RestDeployment Deploy()
    {
        var methods = Resources
            .SelectMany(
                resource => resource.Methods,
                (resource, method) => (Name: $"{method.Key} {resource.Path}", method.Value))
            .ToList();
        if (methods.Count == 0)
        {
            throw AwsException.BadRequest("The REST API doesn't contain any methods");
        }

        if (methods.Exists(method => method.Value["Integration"] is null))
        {
            throw AwsException.BadRequest("No integration defined for method");
        }

        var links = methods.Select(method => VpcLinkUse.Of(method.Value)).OfType<string>().Distinct().ToList();
        var deployment = new RestDeployment(
            AwsName.Id(6),
            methods.Select(method => method.Name).Order(StringComparer.Ordinal).ToList(),
            Summary(),
            links);
        Deployments.Insert(0, deployment);
        return deployment;
    }

    /// <summary>Makes a stage serve a deployment. A new stage is made; what is set for an old one stays.</summary>
    public RestStage MoveStage(string name, string deploymentId)
    {
        if (!Stages.TryGetValue(name, out var stage))
        {
            Stages.Add(name, stage = new RestStage(name, deploymentId));
        }

        stage.DeploymentId = deploymentId;
        return stage;
    }

    private JsonObject Summary() => new(Resources.Where(resource => resource.Methods.Count > 0).Select(resource => KeyValuePair.Create(resource.Path, (JsonNode?)new JsonObject(
        resource.Methods.Select(method => KeyValuePair.Create(method.Key, (JsonNode?)new JsonObject
        {
            ["authorizationType"] = (string?)method.Value["AuthorizationType"] ?? "NONE",
            ["apiKeyRequired"] = method.Value["ApiKeyRequired"]?.ToString() == "true",
        }))))));
}
