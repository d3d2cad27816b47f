namespace ServerlessProxy.Templates.Tests;

/// <summary>Represents a proxy over a VPC link, and the expected link.</summary>
/// <param name="ApiType">The API type.</param>
/// <param name="Auth">The value of <c>--auth</c>.</param>
/// <param name="Target">The key in <see cref="Arns"/> of <c>--load-balancer-arn</c>.</param>
/// <param name="Link">The type of the link that the stack creates; null if it uses an existing one.</param>
public sealed record VpcLinkCase(string ApiType, string Auth, string Target, string? Link)
{
    /// <summary>The ID of an existing link.</summary>
    public const string Existing = "abc123";

    private const string V1 = "AWS::ApiGateway::VpcLink", V2 = "AWS::ApiGatewayV2::VpcLink";
    private const string Balancing = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:", Id = "50dc6c495c0c9188";

    /// <summary>The ARNs by the kind of their resource.</summary>
    public static readonly IReadOnlyDictionary<string, string> Arns = new Dictionary<string, string>
    {
        ["nlb"] = $"{Balancing}loadbalancer/net/backend/{Id}",
        ["alb"] = $"{Balancing}loadbalancer/app/backend/{Id}",
        ["nlb listener"] = $"{Balancing}listener/net/backend/{Id}/f2f7dc8efc522ab2",
        ["alb listener"] = $"{Balancing}listener/app/backend/{Id}/f2f7dc8efc522ab2",
        ["cloud map"] = "arn:aws:servicediscovery:eu-west-1:123456789012:service/srv-e4anhexample0004",
    };

    /// <summary>Every auth with every target over a new link, and some existing links.</summary>
    public static TheoryData<VpcLinkCase> All =>
    [
        .. from auth in new[] { "api-key", "iam", "none" }
           from each in new[] { ("nlb", V1), ("alb", V2), ("nlb listener", V2) }
           select new VpcLinkCase("rest", auth, each.Item1, each.Item2),
        new("rest", "none", "nlb", null),
        new("rest", "api-key", "alb listener", null),
        .. from auth in new[] { "iam", "jwt", "none" }
           from target in new[] { "alb listener", "cloud map" }
           select new VpcLinkCase("http", auth, target, V2),
        new("http", "jwt", "nlb listener", null),
    ];

    /// <summary>The ARN.</summary>
    public string Arn => Arns[Target];

    /// <summary>The load balancer in the integration of a REST API.</summary>
    public string? IntegrationTarget => Target switch
    {
        "nlb" => null,
        "alb" or "alb listener" => Arns["alb"],
        _ => Arns["nlb"],
    };

    /// <summary>The options of a scaffold for all cases of an API type and an auth.</summary>
    public static string[] OptionsOf(string apiType, string auth) =>
    [
        "--api-type", apiType,
        "--auth", auth,
        "--url", "https://backend.internal:8443/base",
        "--load-balancer-arn", DefaultArn(apiType),
        "--vpc-id", "vpc-0123456789abcdef0",
        "--subnet-ids", "subnet-0123456789abcdef0,subnet-12345678",
        "--backend-cidr", "10.7.0.0/16,fd00:7::/64",
        .. auth == "jwt"
            ? new[] { "--jwt-issuer", "https://issuer.example/", "--jwt-audience", "my-proxy, other" }
            : [],
    ];

    /// <summary>Returns the ARN of the scaffolds of an API type.</summary>
    public static string DefaultArn(string apiType) => Arns[apiType == "rest" ? "alb" : "alb listener"];

    /// <inheritdoc/>
    public override string ToString() => $"{ApiType} {Auth} {Target}, {Link ?? "existing"}";
}
