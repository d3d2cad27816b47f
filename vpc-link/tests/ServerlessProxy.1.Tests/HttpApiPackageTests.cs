using System.Text.Json.Nodes;

namespace ServerlessProxy.Tests;

/// <summary>What would be deployed: what is asked of callers, and where their requests go.</summary>
public sealed class HttpApiPackageTests
{
    private const string Url = "https://backend.internal:8443/base/";

    /// <summary>What <c>loadBalancerArn</c> may be.</summary>
    public static TheoryData<string> Targets =>
        ["arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/backend/50dc6c495c0c9188/f2f7dc8efc522ab2", "arn:aws:servicediscovery:eu-west-1:123456789012:service/srv-e4anhexample0004"];

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task EveryRoute_AsksCallersForTheSame_AndGoesToTheTargetAlone(string arn)
    {
        var packaged = await PackagedProxy.WithAsync(("url", Url), ("loadBalancerArn", arn));
        Assert.True(packaged.ExitCode == 0, packaged.Output);
        var asked = PackagedProxy.Auth switch { "iam" => "AWS_IAM", "jwt" => "JWT", _ => "NONE" };
        var routes = packaged.Of("AWS::ApiGatewayV2::Route");
        Assert.NotEmpty(routes);
        Assert.All(routes, route => Assert.Equal(asked, (string?)route["AuthorizationType"]));
        Assert.All(packaged.Of("AWS::ApiGatewayV2::Integration"), integration => AssertIntegration(integration, arn));
    }

    /// <summary>Neither the stage nor the route is in what the service gets; the URL's path is, as it is written.</summary>
    private static void AssertIntegration(JsonNode integration, string arn)
    {
        Assert.Equal(("HTTP_PROXY", "VPC_LINK", "abc123", "ANY", arn), ((string?)integration["IntegrationType"], (string?)integration["ConnectionType"], (string?)integration["ConnectionId"], (string?)integration["IntegrationMethod"], (string?)integration["IntegrationUri"]));
        Assert.Contains((string?)integration["RequestParameters"]!["overwrite:path"], new[] { "/base/", "/base/${request.path.proxy}" });
        Assert.Equal("backend.internal:8443", (string?)integration["RequestParameters"]!["overwrite:header.Host"]);
        Assert.Equal("backend.internal", (string?)integration["TlsConfig"]!["ServerNameToVerify"]);
    }
}
