using System.Text.Json.Nodes;

namespace ServerlessProxy.Tests;

/// <summary>Tests what the routes require from callers, and where they send requests.</summary>
public sealed class HttpApiPackageTests
{
    private static readonly string[] Paths = ["/base/", "/base/${request.path.proxy}"];

    /// <summary>Values of <c>loadBalancerArn</c>.</summary>
    public static TheoryData<string> Targets =>
    [
        "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/backend/50dc6c495c0c9188/f2f7dc8efc522ab2",
        "arn:aws:servicediscovery:eu-west-1:123456789012:service/srv-e4anhexample0004",
    ];

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task EveryRoute_RequiresWhatAuthSays_AndSendsRequestsOnlyToTheTarget(string arn)
    {
        var packaged = await PackagedProxy.WithAsync(("loadBalancerArn", arn));
        Assert.True(packaged.ExitCode == 0, packaged.Output);
        var wanted = PackagedProxy.Auth switch { "iam" => "AWS_IAM", "jwt" => "JWT", _ => "NONE" };
        var routes = packaged.Of("AWS::ApiGatewayV2::Route");
        Assert.NotEmpty(routes);
        Assert.All(routes, route => Assert.Equal(wanted, (string?)route["AuthorizationType"]));
        Assert.All(packaged.Of("AWS::ApiGatewayV2::Integration"), integration => AssertIntegration(integration, arn));
    }

    /// <summary>Checks that the service receives the URL's path unchanged, without the route and the stage.</summary>
    private static void AssertIntegration(JsonNode integration, string arn)
    {
        Assert.Equal("HTTP_PROXY", (string?)integration["IntegrationType"]);
        Assert.Equal("VPC_LINK", (string?)integration["ConnectionType"]);
        Assert.Equal("abc123", (string?)integration["ConnectionId"]);
        Assert.Equal("ANY", (string?)integration["IntegrationMethod"]);
        Assert.Equal(arn, (string?)integration["IntegrationUri"]);
        Assert.Contains((string?)integration["RequestParameters"]!["overwrite:path"], Paths);
        Assert.Equal("backend.internal:8443", (string?)integration["RequestParameters"]!["overwrite:header.Host"]);
        Assert.Equal("backend.internal", (string?)integration["TlsConfig"]!["ServerNameToVerify"]);
    }
}
