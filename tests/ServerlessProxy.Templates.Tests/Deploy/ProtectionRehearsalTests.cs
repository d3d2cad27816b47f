using ServerlessProxy.Templates.Tests.Aws;
using ServerlessProxy.Templates.Tests.Aws.ApiGateway;

namespace ServerlessProxy.Templates.Tests;

/// <summary>
/// Checks that a deployment fails with an explanation if a plugin silently left a proxy unprotected or closed.
/// </summary>
public sealed class ProtectionRehearsalTests
{
    private static readonly string[] Http = [.. Template.Working, "--api-type", "http"];

    private const string Unlimited =
        "rate \"none\" and burst \"none\" are not those of serverless.yml. Set them to 100 and 50.";

    /// <summary>The operation that is lost (AWS reports success) or refused, and what the deployment reports.</summary>
    public static TheoryData<string, string, string?, string[]> Silences => new()
    {
        {
            "rest", "CreateApiKey", "AccessDeniedException",
            ["API key \"my-proxy-dev\": does not exist, so every caller gets 403. Deploy again."]
        },
        {
            "rest", "CreateUsagePlan", "LimitExceededException",
            ["usage plan \"my-proxy-dev\": does not exist, so every caller gets 403. Deploy again."]
        },
        {
            "rest", "CreateUsagePlanKey", "AccessDeniedException",
            ["usage plan \"my-proxy-dev\": does not contain the API key \"my-proxy-dev\". Add it in API Gateway."]
        },
        {
            "rest", "UpdateUsagePlan", "AccessDeniedException",
            ["usage plan \"my-proxy-dev\": does not contain this API's stage \"dev\". Add it in API Gateway."]
        },
        {
            "rest", "UpdateStage", null,
            [$"throttling of the stage: {Unlimited}", $"throttling of POST /forward/{{proxy+}}: {Unlimited}"]
        },
        {
            "http", "UpdateStage", null,
            [$"throttling of the stage: {Unlimited}", $"throttling of ANY /forward/{{proxy+}}: {Unlimited}"]
        },
    };

    [Theory]
    [MemberData(nameof(Silences))]
    public async Task Deploy_ThatLeavesSomethingOut_FailsAndSaysWhat(
        string apiType, string operation, string? code, string[] missing)
    {
        await using var rehearsal = await StartAsync(apiType);
        var service = apiType == "rest" ? "apigateway" : "apigatewayv2";
        using (
            code is null
                ? rehearsal.Aws.Lose(service, operation)
                : rehearsal.Aws.Fail(service, operation, 400, code, "Not today."))
        {
            var deployed = await rehearsal.ServerlessAsync("deploy");
            Assert.NotEqual(0, deployed.ExitCode);
            Assert.Contains(
                "Stage \"dev\" is deployed, but it is not protected as serverless.yml says:",
                deployed.Output,
                StringComparison.Ordinal);
            Assert.All(missing, line => Assert.Contains($"  {line}", deployed.Output, StringComparison.Ordinal));
        }

        // The next deployment adds what was missing.
        await rehearsal.DeployAsync();
        Assert.Empty(rehearsal.Aws.Unsupported);
    }

    [Fact]
    public async Task UsagePlan_GetsTheLimitsThatServerlessYmlHas()
    {
        await using var rehearsal = await StartAsync("rest");
        await rehearsal.DeployAsync();
        rehearsal.Edit("quota: { limit: 1000, period: DAY }", "quota: { limit: 30000, period: MONTH }");
        rehearsal.Edit("throttle: { rateLimit: 50, burstLimit: 100 }", "throttle: { rateLimit: 20, burstLimit: 40 }");
        await rehearsal.DeployAsync();

        var plan = Assert.Single(rehearsal.Account.RestApis.UsagePlans);
        Assert.Equal(new Quota(30000, "MONTH", 0), plan.Quota);
        Assert.Equal(new Throttle(20, 40), plan.Throttle);
        Assert.Empty(rehearsal.Aws.Unsupported);
    }

    [Theory]
    [InlineData("rest", "- http: { <<: *event, method: POST, path: \"${param:path}/reports\"")]
    [InlineData("http", "- httpApi: { <<: *route, method: POST, path: \"/${param:path}/reports\"")]
    public async Task Endpoint_WithItsOwnLimit_GetsIt(string apiType, string @event)
    {
        await using var rehearsal = await StartAsync(apiType);
        const string last = "${param:path}/{proxy+}\n";
        const string limits = "throttling: { maxRequestsPerSecond: 5, maxConcurrentRequests: 2 }";
        rehearsal.Edit(last, $"{last}      {@event}, {limits} }}\n");
        await rehearsal.DeployAsync();

        if (apiType == "rest")
        {
            var stage = Assert.Single(Assert.Single(rehearsal.Account.RestApis.All).Stages).Value;
            Assert.Equal(5, stage.SettingOf("/forward/reports", "POST").ThrottlingRateLimit);
        }
        else
        {
            var stage = Assert.Single(Assert.Single(rehearsal.Account.HttpApis.All).Stages).Value;
            Assert.Equal(5, stage.RouteSettings["POST /forward/reports"].ThrottlingRateLimit);
        }
    }

    /// <summary>A deployment cannot change the value of a key, so the old value would stay valid.</summary>
    [Fact]
    public async Task ApiKey_WithAnotherValueThanServerlessYml_FailsTheDeploy()
    {
        const string old = "an-old-value-of-a-key-0", value = "a-new-value-of-a-key-00";
        await using var rehearsal = await StartAsync("rest");
        rehearsal.Edit("usagePlan:", $"value: {old}\n      usagePlan:");
        await rehearsal.DeployAsync();
        rehearsal.Edit($"value: {old}", $"value: {value}");
        var deployed = await rehearsal.ServerlessAsync("deploy");
        Assert.NotEqual(0, deployed.ExitCode);
        Assert.Contains(
            "API key \"my-proxy-dev\": has another value than serverless.yml. Delete it in API Gateway",
            deployed.Output,
            StringComparison.Ordinal);
        Assert.DoesNotContain(value, deployed.Output, StringComparison.Ordinal);
    }

    /// <summary>The stage of an HTTP API rejects all limits if one is for a route that no longer exists.</summary>
    [Theory]
    [InlineData("rest", "      - http:\n          <<: *event\n          path: ${param:path}/{proxy+}\n")]
    [InlineData("http", "      - httpApi:\n          <<: *route\n          path: /${param:path}/{proxy+}\n")]
    public async Task Route_ThatIsRemoved_LosesItsLimit(string apiType, string @event)
    {
        await using var rehearsal = await StartAsync(apiType);
        await rehearsal.DeployAsync();
        rehearsal.Edit(@event, "");
        await rehearsal.DeployAsync();
        Assert.Empty(rehearsal.Aws.Unsupported);
    }

    private static Task<DeployRehearsal> StartAsync(string apiType) =>
        DeployRehearsal.StartWithoutBuildAsync(
            $"rehearsal-protection-{apiType}", apiType == "rest" ? Template.Working : Http);
}
