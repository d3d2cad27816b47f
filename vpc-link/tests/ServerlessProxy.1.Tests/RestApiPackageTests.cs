using System.Text.Json.Nodes;

namespace ServerlessProxy.Tests;

/// <summary>What would be deployed: what is asked of callers, and where their requests go.</summary>
public sealed class RestApiPackageTests
{
    private const string Arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:";
    private const string Url = "https://backend.internal:8443/base/";

    /// <summary>What <c>loadBalancerArn</c> is, and the integration's target: a VPC link V1 has its own.</summary>
    public static TheoryData<string, string?> Targets => new()
    {
        { "loadbalancer/net/backend/50dc6c495c0c9188", null },
        { "loadbalancer/app/backend/50dc6c495c0c9188", "loadbalancer/app/backend/50dc6c495c0c9188" },
        { "listener/net/backend/50dc6c495c0c9188/f2f7dc8efc522ab2", "loadbalancer/net/backend/50dc6c495c0c9188" },
    };

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task EveryRoute_AsksCallersForTheSame_AndGoesToTheTargetAlone(string arn, string? target)
    {
        var packaged = await PackagedProxy.WithAsync(("url", Url), ("loadBalancerArn", Arn + arn));
        Assert.True(packaged.ExitCode == 0, packaged.Output);
        var methods = packaged.Of("AWS::ApiGateway::Method");
        Assert.NotEmpty(methods);
        Assert.All(methods, method =>
        {
            Assert.Equal(PackagedProxy.Auth == "api-key", (bool?)method["ApiKeyRequired"] ?? false);
            Assert.Equal(PackagedProxy.Auth == "iam" ? "AWS_IAM" : "NONE", (string?)method["AuthorizationType"]);
            AssertIntegration((string)method["HttpMethod"]!, method["Integration"]!, target is null ? null : Arn + target);
        });
    }

    [Fact]
    public async Task AllowedCidrs_OfGitHub_AreTheResourcePolicy()
    {
        var packaged = await PackagedProxy.WithAsync(("url", Url), ("loadBalancerArn", Arn + "loadbalancer/net/backend/50dc6c495c0c9188"), ("allowedCidrs", "github"));
        Assert.True(packaged.ExitCode == 0, packaged.Output);
        Assert.Contains("192.30.252.0/22", Assert.Single(packaged.Of("AWS::ApiGateway::RestApi"))["Policy"]!.ToJsonString(), StringComparison.Ordinal);
    }

    /// <summary>The route is not in what the service gets; the URL's path is, as it is written.</summary>
    private static void AssertIntegration(string method, JsonNode integration, string? target)
    {
        Assert.Equal(("HTTP_PROXY", "VPC_LINK", "abc123", method), ((string?)integration["Type"], (string?)integration["ConnectionType"], (string?)integration["ConnectionId"], (string?)integration["IntegrationHttpMethod"]));
        var isBelow = (string?)integration["RequestParameters"]!["integration.request.path.proxy"] == "method.request.path.proxy";
        Assert.Equal("https://backend.internal:8443/base/" + (isBelow ? "{proxy}" : ""), (string?)integration["Uri"]);
        Assert.Equal(target ?? """{"Ref":"AWS::NoValue"}""", integration["IntegrationTarget"] is JsonValue text ? (string)text! : integration["IntegrationTarget"]!.ToJsonString());
        Assert.Equal(PackagedProxy.Auth == "api-key" ? "'removed'" : null, (string?)integration["RequestParameters"]!["integration.request.header.x-api-key"]);
    }
}
