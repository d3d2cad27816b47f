using System.Text.Json.Nodes;
using ServerlessProxy.Templates.Tests.Aws.ApiGateway;
using ServerlessProxy.Templates.Tests.Aws.ApiGatewayV2;
using ServerlessProxy.Templates.Tests.Aws.CloudFormation;
using ServerlessProxy.Templates.Tests.Aws.Iam;
using ServerlessProxy.Templates.Tests.Aws.Lambda;
using ServerlessProxy.Templates.Tests.Aws.S3;
using ServerlessProxy.Templates.Tests.Aws.SecretsManager;
using ServerlessProxy.Templates.Tests.Aws.Sqs;

namespace ServerlessProxy.Templates.Tests.Aws;

/// <summary>Stores the resources of an account in a region.</summary>
internal sealed class AwsAccount(string region)
{
    /// <summary>The account id in AWS's own examples.</summary>
    public const string Id = "123456789012";

    public string Region { get; } = region;

    public Stacks Stacks { get; } = new();
    public Buckets Buckets { get; } = new();
    public Functions Functions { get; } = new(region);
    public RestApis RestApis { get; } = new();
    public HttpApis HttpApis { get; } = new(region);
    public Secrets Secrets { get; } = new(region);

    /// <summary>The VPC links, by id.</summary>
    public Dictionary<string, VpcLink> VpcLinks { get; } = [];

    /// <summary>The roles, by name. Queues, alarms, dashboards and budgets are also stored by name.</summary>
    public Dictionary<string, Role> Roles { get; } = [];

    public Dictionary<string, SqsQueue> Queues { get; } = [];
    public Dictionary<string, JsonObject> Alarms { get; } = [];
    public Dictionary<string, string> Dashboards { get; } = [];
    public Dictionary<string, JsonObject> Budgets { get; } = [];

    /// <summary>The names of the web ACLs, by ARN.</summary>
    public Dictionary<string, string> WebAcls { get; } = [];

    public HashSet<string> LogGroups { get; } = [];

    /// <summary>The messages of each log group, in order.</summary>
    public Dictionary<string, List<string>> LogEvents { get; } = [];

    /// <summary>The ids of the security groups.</summary>
    public HashSet<string> SecurityGroups { get; } = [];

    /// <summary>The properties of each rule that is a separate resource, by id.</summary>
    public Dictionary<string, JsonObject> SecurityGroupRules { get; } = [];

    /// <summary>The type and the id of each resource whose type is not implemented.</summary>
    public HashSet<string> OtherResources { get; } = [];

    /// <summary>Every resource in the account, as kind and name, sorted within each kind.</summary>
    public IReadOnlyList<string> Inventory => new[]
    {
        Stacks.All.Select(stack => $"stack {stack.Name}"),
        Buckets.All.Select(bucket => $"bucket {bucket.Name}"),
        Functions.All.Select(function => $"function {function.Name}"),
        RestApis.All.Select(api => $"REST API {api.Name}"),
        RestApis.ApiKeys.Select(key => $"API key {key.Name}"),
        RestApis.UsagePlans.Select(plan => $"usage plan {plan.Name}"),
        HttpApis.All.Select(api => $"HTTP API {api.Name}"),
        VpcLinks.Values.Select(link => $"VPC link {link.Name}"),
        Queues.Keys.Select(queue => $"queue {queue}"),
        Secrets.All.Select(secret => $"secret {secret.Name}"),
        Roles.Keys.Select(role => $"role {role}"),
        Alarms.Keys.Select(alarm => $"alarm {alarm}"),
        Dashboards.Keys.Select(dashboard => $"dashboard {dashboard}"),
        Budgets.Keys.Select(budget => $"budget {budget}"),
        WebAcls.Values.Select(acl => $"web ACL {acl}"),
        LogGroups.Select(group => $"log group {group}"),
        SecurityGroups.Select(group => $"security group {group}"),
        SecurityGroupRules.Keys.Select(rule => $"security group rule {rule}"),
        OtherResources,
    }.SelectMany(kind => kind.Order(StringComparer.Ordinal)).ToList();

    /// <summary>Returns the properties of a resource, including secrets.</summary>
    public JsonObject Applied(string stack, string logicalId) => Stacks.Get(stack).Resource(logicalId).Applied;
}
