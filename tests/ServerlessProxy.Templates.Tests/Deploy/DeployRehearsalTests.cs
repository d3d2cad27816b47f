using System.Security.Cryptography;
using ServerlessProxy.Templates.Tests.Aws;
using ServerlessProxy.Templates.Tests.Aws.ApiGateway;
using ServerlessProxy.Templates.Tests.Aws.ApiGatewayV2;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Runs <c>sls deploy</c> and <c>sls remove</c> with the plugins of a scaffold on a loopback AWS.</summary>
public sealed class DeployRehearsalTests
{
    private static readonly string[] Routes = ["ANY /forward", "ANY /forward/{proxy+}"];

    /// <summary>
    /// REST APIs have no method settings for ANY, so the throttling plugin sets the limits of each method.
    /// </summary>
    private static readonly string[] Methods = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

    [Theory]
    [InlineData("rest")]
    [InlineData("http")]
    public async Task Deploy_FourTimes_KeepsOneThrottledProxyAndThreeVersions(string apiType)
    {
        await using var rehearsal = await StartAsync(apiType, builds: false);
        await DeployAsync(rehearsal, apiType, "dev", rate: 100);
        var first = rehearsal.Account.Inventory;
        var keys = KeyValues(rehearsal);

        // An unchanged function gets no new version.
        for (var (rate, memory) = (100, 512); rate < 400; rate += 100, memory += 128)
        {
            rehearsal.Edit($"maxRequestsPerSecond: {rate}", $"maxRequestsPerSecond: {rate + 100}");
            rehearsal.Edit($"memorySize: {memory}", $"memorySize: {memory + 128}");
            await DeployAsync(rehearsal, apiType, "dev", rate + 100);
        }

        Assert.Equal(first, rehearsal.Account.Inventory);
        Assert.Equal(keys, KeyValues(rehearsal));
        Assert.Equal([2, 3, 4], Assert.Single(rehearsal.Account.Functions.All).Versions.Keys);
        AssertNoUnknownCall_AndNoKeyTwice(rehearsal);
    }

    [Theory]
    [InlineData("rest")]
    [InlineData("http")]
    public async Task TwoStages_ShareNothing_AndRemovingThemLeavesNothing(string apiType)
    {
        // One build is enough: it does not depend on the API type.
        await using var rehearsal = await StartAsync(apiType, builds: apiType == "rest");
        var before = rehearsal.Account.Inventory;
        await DeployAsync(rehearsal, apiType, "dev", rate: 100);
        await DeployAsync(rehearsal, apiType, "prod", rate: 100);
        AssertDeployed(rehearsal, apiType, "dev", rate: 100);
        AssertNoUnknownCall_AndNoKeyTwice(rehearsal);

        await rehearsal.RemoveAsync("dev");
        AssertDeployed(rehearsal, apiType, "prod", rate: 100);
        Assert.DoesNotContain(
            rehearsal.Account.Inventory,
            left => left.Contains("my-proxy-dev", StringComparison.Ordinal));

        await rehearsal.RemoveAsync("prod");
        Assert.Equal(before, rehearsal.Account.Inventory);
        Assert.Empty(rehearsal.Aws.Unsupported);
    }

    [Fact]
    public async Task Deploy_ThatAwsRejects_ReportsTheReason_AndIsRolledBack()
    {
        await using var rehearsal = await StartAsync("rest", builds: false);
        var before = rehearsal.Account.Inventory;
        const string taken = "/aws/lambda/my-proxy-dev-forward";
        rehearsal.Account.LogGroups.Add(taken);

        var refused = await rehearsal.ServerlessAsync("deploy");
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains($"'{taken}' already exists", refused.Output, StringComparison.Ordinal);
        Assert.Equal("UPDATE_ROLLBACK_COMPLETE", rehearsal.Account.Stacks.Get("my-proxy-dev").Status);
        Assert.Empty(rehearsal.Account.Functions.All);

        await rehearsal.RemoveAsync();
        rehearsal.Account.LogGroups.Remove(taken);
        Assert.Equal(before, rehearsal.Account.Inventory);
        Assert.Empty(rehearsal.Aws.Unsupported);
    }

    /// <summary>
    /// Starts a rehearsal in an account with keys and plans of other teams, which fill the first page of results.
    /// </summary>
    private static async Task<DeployRehearsal> StartAsync(string apiType, bool builds)
    {
        string[] options = apiType == "rest" ? Template.Working : [.. Template.Working, "--api-type", apiType];
        var name = $"rehearsal-{apiType}";
        var rehearsal = await (builds
            ? DeployRehearsal.StartAsync(name, options)
            : DeployRehearsal.StartWithoutBuildAsync(name, options));
        foreach (var team in new[] { "blue", "green", "red" })
        {
            rehearsal.Account.RestApis.CreateKey(team, value: null, enabled: true);
            rehearsal.Account.RestApis.CreatePlan(team);
        }

        return rehearsal;
    }

    private static async Task DeployAsync(DeployRehearsal rehearsal, string apiType, string stage, int rate)
    {
        await rehearsal.DeployAsync(stage);
        var code = rehearsal.Account.Functions.Get($"my-proxy-{stage}-forward").Code;
        Assert.EndsWith("/function.zip", code.Key, StringComparison.Ordinal);
        Assert.Equal(
            Convert.ToBase64String(SHA256.HashData(await File.ReadAllBytesAsync(rehearsal.Scaffold.Artifact))),
            code.Sha256);
        AssertTags(rehearsal, stage);
        AssertDeployed(rehearsal, apiType, stage, rate);
    }

    /// <summary>Checks the tags of the stack, which CloudFormation applies to its resources.</summary>
    private static void AssertTags(DeployRehearsal rehearsal, string stage)
    {
        var sent = rehearsal.Aws.Calls.Last(call => call.Operation == "CreateChangeSet").Parameters;
        var tags = sent.Where(parameter =>
            parameter.Key.StartsWith("Tags.member.", StringComparison.Ordinal)
            && parameter.Key.EndsWith(".Key", StringComparison.Ordinal));
        Assert.Equal(
            new Dictionary<string, string> { ["service"] = "my-proxy", ["stage"] = stage },
            tags.ToDictionary(key => key.Value, key => sent[key.Key[..^"Key".Length] + "Value"]));
    }

    private static void AssertDeployed(DeployRehearsal rehearsal, string apiType, string stage, int rate)
    {
        var name = $"my-proxy-{stage}";
        Assert.Matches("^(CREATE|UPDATE)_COMPLETE$", rehearsal.Account.Stacks.Get(name).Status);
        var function = rehearsal.Account.Functions.Get($"{name}-forward");
        Assert.Equal("http://10.0.12.5:8080", function.Environment["BACKEND_URL"]);
        Assert.Equal(
            (20, "Active"),
            (
                (int?)function.Configuration["ReservedConcurrentExecutions"],
                (string?)function.Configuration["TracingConfig"]!["Mode"]));
        Assert.Equal(5, rehearsal.Account.Alarms.Keys.Count(alarm => alarm.StartsWith(name, StringComparison.Ordinal)));
        Assert.Empty(rehearsal.Account.Dashboards);
        if (apiType == "rest")
        {
            AssertRestApi(rehearsal.Account, name, stage, rate);
        }
        else
        {
            AssertHttpApi(rehearsal.Account, name, rate);
        }
    }

    private static void AssertRestApi(AwsAccount account, string name, string stageName, int rate)
    {
        var api = Assert.Single(account.RestApis.All, api => api.Name == name);
        var stage = Assert.Single(api.Stages).Value;
        var deployment = Assert.Single(api.Deployments);
        Assert.Equal((stageName, deployment.Id), (stage.Name, stage.DeploymentId));
        Assert.Equal(Routes, deployment.Methods);
        Assert.Equal("true", stage.Properties["/tracingEnabled"]);
        string[] paths = ["~1forward", "~1forward~1{proxy+}"];
        var limited = paths.SelectMany(path => Methods, (path, method) => $"{path}/{method}").Append("*/*");
        Assert.Equal(limited.Order(StringComparer.Ordinal), stage.MethodSettings.Keys.Order(StringComparer.Ordinal));
        Assert.All(
            stage.MethodSettings.Values,
            setting => Assert.Equal((rate, 50), (setting.ThrottlingRateLimit, setting.ThrottlingBurstLimit)));

        var key = Assert.Single(account.RestApis.ApiKeys, key => key.Name == name);
        var plan = Assert.Single(account.RestApis.UsagePlans, plan => plan.Name == name);
        Assert.True(key.Enabled);
        Assert.Equal([key.Id], plan.KeyIds);
        Assert.Equal([new ApiStage(api.Id, stageName)], plan.ApiStages);
        Assert.Equal(new Throttle(50, 100), plan.Throttle);
        Assert.Equal(new Quota(1000, "DAY", 0), plan.Quota);
    }

    private static void AssertHttpApi(AwsAccount account, string name, int rate)
    {
        var api = Assert.Single(account.HttpApis.All, api => api.Name == name);
        Assert.Equal(Routes, api.RouteKeys);
        var stage = Assert.Single(api.Stages).Value;
        Assert.Equal(new RouteSettings(rate, 50), stage.DefaultRouteSettings);
        Assert.Equal(
            Routes.Select(route => KeyValuePair.Create(route, new RouteSettings(rate, 50))),
            stage.RouteSettings);
    }

    private static void AssertNoUnknownCall_AndNoKeyTwice(DeployRehearsal rehearsal)
    {
        Assert.Empty(rehearsal.Aws.Unsupported);
        foreach (var value in KeyValues(rehearsal))
        {
            Assert.DoesNotContain(
                rehearsal.Aws.Calls,
                call => call.Sends(value) || (call.Answers(value) && call.Operation != "CreateApiKey"));
        }
    }

    private static List<string> KeyValues(DeployRehearsal rehearsal) =>
        rehearsal.Account.RestApis.ApiKeys.Select(key => key.Value).ToList();
}
