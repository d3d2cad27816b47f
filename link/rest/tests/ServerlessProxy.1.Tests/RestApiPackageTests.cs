using System.Text.Json.Nodes;

namespace ServerlessProxy.Tests;

/// <summary>Tests what the routes require from callers, and where they send requests.</summary>
public sealed class RestApiPackageTests
{
    private const string Arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:";
    private const string NetworkLoadBalancer = "loadbalancer/net/backend/50dc6c495c0c9188";

    /// <summary>Values of <c>loadBalancerArn</c>, and the integration's target. A link V1 already has a
    /// target.</summary>
    public static TheoryData<string, string?> Targets => new()
    {
        { NetworkLoadBalancer, null },
        { "loadbalancer/app/backend/50dc6c495c0c9188", "loadbalancer/app/backend/50dc6c495c0c9188" },
        { "listener/net/backend/50dc6c495c0c9188/f2f7dc8efc522ab2", NetworkLoadBalancer },
    };

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task EveryRoute_RequiresWhatAuthSays_AndSendsRequestsOnlyToTheTarget(string arn, string? target)
    {
        var packaged = await PackagedProxy.WithAsync(("loadBalancerArn", Arn + arn));
        Assert.True(packaged.ExitCode == 0, packaged.Output);
        var methods = packaged.Of("AWS::ApiGateway::Method");
        Assert.NotEmpty(methods);
        Assert.All(methods, method =>
        {
            Assert.Equal(PackagedProxy.Auth == "api-key", (bool?)method["ApiKeyRequired"] ?? false);
            Assert.Equal(PackagedProxy.Auth == "iam" ? "AWS_IAM" : "NONE", (string?)method["AuthorizationType"]);
            var wanted = target is null ? null : Arn + target;
            AssertIntegration((string)method["HttpMethod"]!, method["Integration"]!, wanted);
        });
    }

    [Fact]
    public async Task AllowedCidrs_AreTheResourcePolicy()
    {
        var packaged = await PackagedProxy.WithAsync(
            ("loadBalancerArn", Arn + NetworkLoadBalancer), ("allowedCidrs", "203.0.113.0/24"));
        Assert.True(packaged.ExitCode == 0, packaged.Output);
        var policy = Assert.Single(packaged.Of("AWS::ApiGateway::RestApi"))["Policy"]!.ToJsonString();
        Assert.Contains("203.0.113.0/24", policy, StringComparison.Ordinal);
    }

    /// <summary>Checks that the service receives the URL's path unchanged, without the route.</summary>
    private static void AssertIntegration(string method, JsonNode integration, string? target)
    {
        Assert.Equal(method, (string?)integration["IntegrationHttpMethod"]);
        Assert.Equal("HTTP_PROXY", (string?)integration["Type"]);
        Assert.Equal("VPC_LINK", (string?)integration["ConnectionType"]);
        Assert.Equal("abc123", (string?)integration["ConnectionId"]);
        var parameters = integration["RequestParameters"]!;
        var isBelow = (string?)parameters["integration.request.path.proxy"] == "method.request.path.proxy";
        Assert.Equal("https://backend.internal:8443/base/" + (isBelow ? "{proxy}" : ""), (string?)integration["Uri"]);
        var wanted = target is null ? """{"Ref":"AWS::NoValue"}""" : $"\"{target}\"";
        Assert.Equal(wanted, integration["IntegrationTarget"]!.ToJsonString());
        var removed = PackagedProxy.Auth == "api-key" ? "'removed'" : null;
        Assert.Equal(removed, (string?)parameters["integration.request.header.x-api-key"]);
    }
}
