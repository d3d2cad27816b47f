using ServerlessProxy.Templates.Tests.Aws;

namespace ServerlessProxy.Templates.Tests;

/// <summary>
/// Checks that the API of a proxy with <c>--snapstart</c> calls an alias of the version that was deployed last.
/// </summary>
public sealed class SnapStartRehearsalTests
{
    private const string Name = "my-proxy-dev-forward";
    private const string Off = "    # snapStart: true\n", On = "    snapStart: true\n";

    [Theory]
    [InlineData("rest")]
    [InlineData("http")]
    public async Task Alias_IsOfTheNewestVersion_AndIsRemovedWithSnapStart(string apiType)
    {
        await using var rehearsal = await StartAsync(apiType);
        var before = rehearsal.Account.Inventory;
        rehearsal.Edit(On, Off);
        await rehearsal.DeployAsync();
        AssertCalled(rehearsal, "");

        // Version 1 is from the deployment without SnapStart.
        rehearsal.Edit(Off, On);
        rehearsal.Edit("    number: 3\n", "    number: 1\n");
        foreach (var version in new[] { 2, 3, 4 })
        {
            rehearsal.Edit($"memorySize: {512 + version - 2}", $"memorySize: {512 + version - 1}");
            await rehearsal.DeployAsync();
            Assert.Equal(new Dictionary<string, string> { ["snapstart"] = $"{version}" }, Function(rehearsal).Aliases);
            AssertCalled(rehearsal, ":snapstart");
        }

        // Version 3 is the one that prune keeps, and version 4 serves.
        Assert.Equal([3, 4], Function(rehearsal).Versions.Keys);
        (await rehearsal.ServerlessAsync("prune", "--number", "0")).OrFail();
        Assert.Equal([4], Function(rehearsal).Versions.Keys);

        rehearsal.Edit(On, Off);
        await rehearsal.DeployAsync();
        Assert.Empty(Function(rehearsal).Aliases);
        Assert.Null(Function(rehearsal).Configuration["SnapStart"]);
        AssertCalled(rehearsal, "");

        await rehearsal.RemoveAsync();
        Assert.Equal(before, rehearsal.Account.Inventory);
        Assert.Empty(rehearsal.Aws.Unsupported);
    }

    [Fact]
    public async Task Remove_WithSnapStartOn_LeavesNothing()
    {
        await using var rehearsal = await StartAsync("rest");
        var before = rehearsal.Account.Inventory;
        await rehearsal.DeployAsync();
        await rehearsal.RemoveAsync();
        Assert.Equal(before, rehearsal.Account.Inventory);
        Assert.Empty(rehearsal.Aws.Unsupported);
    }

    /// <summary>A version keeps the secrets with which it was published. A new secret requires a new version.</summary>
    [Fact]
    public async Task RenewedSecret_IsInUse_AfterADeployWithForce()
    {
        string[] options = [.. Template.Working, "--auth", "github", "--snapstart"];
        const string name = "rehearsal-snap-start-github";
        await using var rehearsal = await DeployRehearsal.StartWithoutBuildAsync(name, options);
        await rehearsal.DeployAsync();
        var secret = rehearsal.Account.Secrets.Get(
            rehearsal.Account.Stacks.Get("my-proxy-dev").Outputs["WebhookSecretArn"]);
        Assert.Equal(secret.Value, InUse());

        secret.Value = "0123456789abcdefghijklmnopqrstuvwxyzABCD";
        (await rehearsal.ServerlessAsync("deploy", "--force")).OrFail();
        Assert.Equal(secret.Value, InUse());
        Assert.Empty(rehearsal.Aws.Unsupported);

        string InUse() => Function(rehearsal).Version("snapstart").Environment["WEBHOOK_SECRET"];
    }

    private static Task<DeployRehearsal> StartAsync(string apiType) => DeployRehearsal.StartWithoutBuildAsync(
        $"rehearsal-snap-start-{apiType}", [.. Template.Working, "--snapstart", "--api-type", apiType]);

    private static Aws.Lambda.LambdaFunction Function(DeployRehearsal rehearsal) =>
        rehearsal.Account.Functions.Get(Name);

    /// <summary>Checks that the API calls, and is allowed to call, the function's ARN with a qualifier.</summary>
    private static void AssertCalled(DeployRehearsal rehearsal, string qualifier)
    {
        var arn = Function(rehearsal).Arn + qualifier;
        var uris = rehearsal
            .Account.RestApis.All.SelectMany(api => api.Resources)
            .SelectMany(resource => resource.Methods.Values)
            .Select(method => (string)method["Integration"]!["Uri"]!)
            .Concat(
                rehearsal
                    .Account.HttpApis.All.SelectMany(api => api.Integrations.Values)
                    .Select(integration => (string)integration["IntegrationUri"]!))
            .Select(uri => uri.Split("/functions/")[^1].Split('/')[0]);
        Assert.Equal([arn], uris.Distinct());
        Assert.Equal(arn, (string?)Assert.Single(Function(rehearsal).Permissions.Values)["FunctionName"]);
    }
}
