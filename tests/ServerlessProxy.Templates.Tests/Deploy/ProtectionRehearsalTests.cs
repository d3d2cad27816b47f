using ServerlessProxy.Templates.Tests.Aws;
using ServerlessProxy.Templates.Tests.Aws.ApiGateway;

namespace ServerlessProxy.Templates.Tests;

/// <summary>What the plugins keep to themselves: a deploy that leaves a proxy unprotected, or shut, fails and says what is missing.</summary>
public sealed class ProtectionRehearsalTests
{
    private static readonly string[] Rest = [.. Template.Working, "--api-type", "rest"];
    private static readonly string[] Http = [.. Template.Working, "--api-type", "http"];

    /// <summary>What is lost (AWS says that all went well) or refused, and what the deploy says of it.</summary>
    public static TheoryData<string, string, string?, string> Silences => new()
    {
        { "rest", "CreateApiKey", "AccessDeniedException", "API key \"my-proxy-dev\": does not exist, so that every caller gets 403" },
        { "rest", "CreateUsagePlan", "LimitExceededException", "usage plan \"my-proxy-dev\": does not exist, so that every caller gets 403" },
        { "rest", "CreateUsagePlanKey", "AccessDeniedException", "usage plan \"my-proxy-dev\": does not hold the API key \"my-proxy-dev\"" },
        { "rest", "UpdateUsagePlan", "AccessDeniedException", "usage plan \"my-proxy-dev\": is not one of this API's stage \"dev\"" },
        { "rest", "UpdateStage", null, "throttling of the stage: no limit a second and no limit at once, where serverless.yml says 100 and 50" },
        { "http", "UpdateStage", null, "throttling of the stage: no limit a second and no limit at once, where serverless.yml says 100 and 50" },
        { "http", "UpdateStage", null, "throttling of POST /forward/{proxy+}: no limit a second and no limit at once, where serverless.yml says 100 and 50" },
    };

    [Theory]
    [MemberData(nameof(Silences))]
    public async Task Deploy_ThatLeavesSomethingOut_FailsAndSaysWhat(string apiType, string operation, string? code, string missing)
    {
        await using var rehearsal = await StartAsync(apiType);
        var service = apiType == "rest" ? "apigateway" : "apigatewayv2";
        using (code is null ? rehearsal.Aws.Lose(service, operation) : rehearsal.Aws.Fail(service, operation, 400, code, "Not today."))
        {
            var deployed = await rehearsal.ServerlessAsync("deploy");
            Assert.NotEqual(0, deployed.ExitCode);
            Assert.Contains("Stage \"dev\" is deployed, but not protected as serverless.yml says:", deployed.Output, StringComparison.Ordinal);
            Assert.Contains($"  {missing}", deployed.Output, StringComparison.Ordinal);
        }

        // What was missing is made up for by the next.
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

    /// <summary>Limits of their own, in whichever way serverless.yml has them.</summary>
    [Theory]
    [InlineData("rest", "http", "throttling: { maxRequestsPerSecond: 5, maxConcurrentRequests: 2 }")]
    [InlineData("http", "httpApi", "throttling: { maxRequestsPerSecond: 5, maxConcurrentRequests: 2 }")]
    public async Task Endpoint_WithALimitOfItsOwn_GetsIt(string apiType, string kind, string throttling)
    {
        await using var rehearsal = await StartAsync(apiType);
        rehearsal.Edit($"# - {kind}: {{ method: POST", $"- {kind}: {{ method: POST");
        Assert.Contains(throttling, await File.ReadAllTextAsync(rehearsal.Scaffold.In("serverless.yml")), StringComparison.Ordinal);
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

    /// <summary>A key keeps its value: one that was to be replaced would stay good.</summary>
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
        Assert.Contains("API key \"my-proxy-dev\": has another value than serverless.yml", deployed.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(value, deployed.Output, StringComparison.Ordinal);
    }

    /// <summary>serverless.yml says that lines of events may go: what an HTTP API's stage keeps of them would refuse every other limit.</summary>
    [Theory]
    [InlineData("rest")]
    [InlineData("http")]
    public async Task Route_ThatIsTakenAway_TakesItsLimitWithIt(string apiType)
    {
        await using var rehearsal = await StartAsync(apiType);
        await rehearsal.DeployAsync();
        var slash = apiType == "rest" ? "" : "/";
        var kind = apiType == "rest" ? "http" : "httpApi";
        rehearsal.Edit($"- {kind}: {{ method: PATCH, path: \"{slash}${{param:path}}", $"# - {kind}: {{ method: PATCH, path: \"{slash}${{param:path}}");
        await rehearsal.DeployAsync();
        Assert.Empty(rehearsal.Aws.Unsupported);
    }

    private static Task<DeployRehearsal> StartAsync(string apiType) =>
        DeployRehearsal.StartWithoutBuildAsync($"rehearsal-protection-{apiType}", apiType == "rest" ? Rest : Http);
}
