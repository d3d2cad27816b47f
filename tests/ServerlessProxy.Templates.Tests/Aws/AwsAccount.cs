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

/// <summary>What an account has in a region.</summary>
/// <param name="region">The region.</param>
internal sealed class AwsAccount(string region)
{
    /// <summary>The account's id, AWS's own example.</summary>
    public const string Id = "123456789012";

    /// <summary>The region.</summary>
    public string Region { get; } = region;

    /// <summary>CloudFormation's stacks.</summary>
    public Stacks Stacks { get; } = new();

    /// <summary>S3's buckets.</summary>
    public Buckets Buckets { get; } = new();

    /// <summary>Lambda's functions.</summary>
    public Functions Functions { get; } = new(region);

    /// <summary>API Gateway's REST APIs, API keys and usage plans.</summary>
    public RestApis RestApis { get; } = new();

    /// <summary>API Gateway's HTTP APIs.</summary>
    public HttpApis HttpApis { get; } = new(region);

    /// <summary>API Gateway's VPC links, by id.</summary>
    public Dictionary<string, VpcLink> VpcLinks { get; } = [];

    /// <summary>Secrets Manager's secrets.</summary>
    public Secrets Secrets { get; } = new(region);

    /// <summary>IAM's roles, by name.</summary>
    public Dictionary<string, Role> Roles { get; } = [];

    /// <summary>CloudWatch's alarms: the properties of each name.</summary>
    public Dictionary<string, JsonObject> Alarms { get; } = [];

    /// <summary>CloudWatch's dashboards: the body of each name.</summary>
    public Dictionary<string, string> Dashboards { get; } = [];

    /// <summary>Budgets: the properties of each name.</summary>
    public Dictionary<string, JsonObject> Budgets { get; } = [];

    /// <summary>AWS WAF's web ACLs: the name of each ARN.</summary>
    public Dictionary<string, string> WebAcls { get; } = [];

    /// <summary>CloudWatch's log groups, by name.</summary>
    public HashSet<string> LogGroups { get; } = [];

    /// <summary>SQS's queues, by name.</summary>
    public Dictionary<string, SqsQueue> Queues { get; } = [];

    /// <summary>CloudWatch's log events: the messages of each log group, in order.</summary>
    public Dictionary<string, List<string>> LogEvents { get; } = [];

    /// <summary>EC2's security groups, by id.</summary>
    public HashSet<string> SecurityGroups { get; } = [];

    /// <summary>The properties of rules that are resources of their own, by id.</summary>
    public Dictionary<string, JsonObject> SecurityGroupRules { get; } = [];

    /// <summary>What stacks have made of types that have no effects here: type and id.</summary>
    public HashSet<string> OtherResources { get; } = [];

    /// <summary>Everything that is there, in order, each as <c>kind name</c>: what a removed proxy must have left none of.</summary>
    public IReadOnlyList<string> Inventory =>
    [
        .. Stacks.All.Select(stack => $"stack {stack.Name}").Order(StringComparer.Ordinal),
        .. Buckets.All.Select(bucket => $"bucket {bucket.Name}").Order(StringComparer.Ordinal),
        .. Functions.All.Select(function => $"function {function.Name}").Order(StringComparer.Ordinal),
        .. RestApis.All.Select(api => $"REST API {api.Name}").Order(StringComparer.Ordinal),
        .. RestApis.ApiKeys.Select(key => $"API key {key.Name}").Order(StringComparer.Ordinal),
        .. RestApis.UsagePlans.Select(plan => $"usage plan {plan.Name}").Order(StringComparer.Ordinal),
        .. HttpApis.All.Select(api => $"HTTP API {api.Name}").Order(StringComparer.Ordinal),
        .. VpcLinks.Values.Select(link => $"VPC link {link.Name}").Order(StringComparer.Ordinal),
        .. Queues.Keys.Select(queue => $"queue {queue}").Order(StringComparer.Ordinal),
        .. Secrets.All.Select(secret => $"secret {secret.Name}").Order(StringComparer.Ordinal),
        .. Roles.Keys.Select(role => $"role {role}").Order(StringComparer.Ordinal),
        .. Alarms.Keys.Select(alarm => $"alarm {alarm}").Order(StringComparer.Ordinal),
        .. Dashboards.Keys.Select(dashboard => $"dashboard {dashboard}").Order(StringComparer.Ordinal),
        .. Budgets.Keys.Select(budget => $"budget {budget}").Order(StringComparer.Ordinal),
        .. WebAcls.Values.Select(acl => $"web ACL {acl}").Order(StringComparer.Ordinal),
        .. LogGroups.Select(group => $"log group {group}").Order(StringComparer.Ordinal),
        .. SecurityGroups.Select(group => $"security group {group}").Order(StringComparer.Ordinal),
        .. SecurityGroupRules.Keys.Select(rule => $"rule of a security group {rule}").Order(StringComparer.Ordinal),
        .. OtherResources.Order(StringComparer.Ordinal),
    ];

    /// <summary>The properties that a resource has, secrets included.</summary>
    /// <param name="stack">Its stack's name.</param>
    /// <param name="logicalId">Its name in the template.</param>
    public JsonObject Applied(string stack, string logicalId) => Stacks.Get(stack).Resource(logicalId).Applied;
}
