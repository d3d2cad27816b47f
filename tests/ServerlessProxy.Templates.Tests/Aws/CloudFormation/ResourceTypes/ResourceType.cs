using ServerlessProxy.Templates.Tests.CloudFormationSchema;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary>Describes what a CloudFormation resource type does to the account.</summary>
/// <param name="Name">The type's name, such as <c>AWS::Logs::LogGroup</c>.</param>
/// <param name="Create">Creates a resource.</param>
internal sealed record ResourceType(string Name, Func<ResourceRequest, PhysicalResource> Create)
{
    private static readonly Dictionary<string, ResourceType> Types = new[]
    {
        RestApiTypes.All, UsagePlanTypes.All, HttpApiTypes.All, NetworkTypes.All, LambdaTypes.All, QueueTypes.All,
        AlarmType.All, DashboardType.All, BudgetType.All, WebAclTypes.All, StorageTypes.All,
    }.SelectMany(types => types).ToDictionary(type => type.Name);

    /// <summary>Checks the properties before a resource is created or changed. The schema is checked first.</summary>
    public Action<ResourceRequest> Check { get; init; } = _ => { };

    /// <summary>Changes a resource in place.</summary>
    public Action<ResourceRequest> Update { get; init; } = _ => { };

    /// <summary>Deletes a resource.</summary>
    public Action<ResourceRequest> Delete { get; init; } = _ => { };

    /// <summary>Returns a type. A type that is not implemented only adds its resources to the inventory.</summary>
    public static ResourceType Of(string name) => Types.GetValueOrDefault(name) ?? InventoryOnly(name);

    private static ResourceType InventoryOnly(string name) => new(name, request =>
    {
        var id = request.GeneratedName();
        request.Account.OtherResources.Add($"{name} {id}");
        var names = ResourceSchemas.Find(name)?.Attributes ?? [];
        return new PhysicalResource(id, names.ToDictionary(attribute => attribute, attribute => $"{id}.{attribute}"));
    })
    {
        Delete = request => request.Account.OtherResources.Remove($"{name} {request.Id}"),
    };
}

/// <summary>Identifies a resource in the account.</summary>
/// <param name="Id">The value of <c>Ref</c>.</param>
/// <param name="Attributes">The values of <c>Fn::GetAtt</c>.</param>
internal sealed record PhysicalResource(string Id, IReadOnlyDictionary<string, string> Attributes)
{
    /// <summary>Returns a resource with the given attributes.</summary>
    public static PhysicalResource Of(string id, params (string Name, string Value)[] attributes) =>
        new(id, attributes.ToDictionary(attribute => attribute.Name, attribute => attribute.Value));
}
