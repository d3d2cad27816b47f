using System.Collections.Concurrent;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary>The types that have effects here.</summary>
internal static class ResourceTypeTable
{
    private static readonly ConcurrentDictionary<string, ResourceType> Types = new(new ResourceType[]
    {
        new AlarmType(),
        new ApiKeyType(),
        new BucketPolicyType(),
        new BucketType(),
        new BudgetType(),
        new DashboardType(),
        new DeploymentType(),
        new EventSourceMappingType(),
        new FunctionAliasType(),
        new FunctionType(),
        new FunctionVersionType(),
        new HttpApiAuthorizerType(),
        new HttpApiIntegrationType(),
        new HttpApiRouteType(),
        new HttpApiStageType(),
        new HttpApiType(),
        new LogGroupType(),
        new MethodType(),
        new PermissionType(),
        new QueuePolicyType(),
        new QueueType(),
        new ResourcePathType(),
        new RestApiAuthorizerType(),
        new RestApiType(),
        new RestStageType(),
        new RoleType(),
        new SecretType(),
        new SecurityGroupIngressType(),
        new SecurityGroupType(),
        new UsagePlanKeyType(),
        new UsagePlanType(),
        new VpcLinkV1Type(),
        new VpcLinkV2Type(),
        new WebAclAssociationType(),
        new WebAclType(),
    }.Select(type => KeyValuePair.Create(type.Name, type)));

    /// <summary>The type of this name.</summary>
    public static ResourceType Of(string name) => Types.GetOrAdd(name, unknown => new OtherResourceType(unknown));
}
