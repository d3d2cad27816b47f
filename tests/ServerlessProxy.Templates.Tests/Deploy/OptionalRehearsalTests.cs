using ServerlessProxy.Templates.Tests.Aws;

namespace ServerlessProxy.Templates.Tests;

/// <summary>The budget and AWS WAF, which a stack has where a parameter asks for them.</summary>
public sealed class OptionalRehearsalTests
{
    private const string Budget = "my-proxy-dev (on-call@example.com)";

    [Fact]
    public async Task WebAclAndBudget_AreMadeWhereTheyAreAskedFor_AndMissedWhereSomebodyTookThemAway()
    {
        await using var rehearsal = await DeployRehearsal.StartWithoutBuildAsync("rehearsal-optional-rest", Template.Working);
        var before = rehearsal.Account.Inventory;
        await rehearsal.DeployAsync();
        Assert.Empty(rehearsal.Account.Budgets.Keys.Concat(rehearsal.Account.WebAcls.Keys));

        rehearsal.Edit("wafRequestsPer5Minutes: \"\"", "wafRequestsPer5Minutes: 1000");
        rehearsal.Edit("budgetEmail: \"\"", "budgetEmail: \"on-call@example.com\"");
        await rehearsal.DeployAsync();
        Assert.Equal(Assert.Single(rehearsal.Account.WebAcls).Key, Stage().WebAclArn);
        Assert.Equal("50", rehearsal.Account.Applied("my-proxy-dev", "ProxyBudget")["Budget"]!["BudgetLimit"]!["Amount"]!.ToString());
        Assert.Equal([Budget], rehearsal.Account.Budgets.Keys);

        // CloudFormation would not notice the one, and must make the other anew.
        Stage().WebAclArn = null;
        rehearsal.Edit("on-call@example.com", "team@example.com");
        var deployed = await rehearsal.ServerlessAsync("deploy");
        Assert.NotEqual(0, deployed.ExitCode);
        Assert.Contains("  WAF: the stage has no web ACL, where serverless.yml says 1000 requests of an address in 5 minutes", deployed.Output, StringComparison.Ordinal);
        Assert.Equal(["my-proxy-dev (team@example.com)"], rehearsal.Account.Budgets.Keys);

        await rehearsal.RemoveAsync();
        Assert.Equal(before, rehearsal.Account.Inventory);
        Assert.Empty(rehearsal.Aws.Unsupported);

        Aws.ApiGateway.RestStage Stage() => Assert.Single(Assert.Single(rehearsal.Account.RestApis.All).Stages).Value;
    }

    /// <summary>HTTP APIs have no WAF, and so have their scaffolds no file for it.</summary>
    [Fact]
    public async Task HttpApi_HasABudgetOnly()
    {
        var scaffold = await Template.CreateAsync("optional-http", "my-proxy", [.. Template.Working, "--api-type", "http"]);
        Assert.DoesNotContain("waf", await File.ReadAllTextAsync(scaffold.In("serverless.yml")), StringComparison.OrdinalIgnoreCase);
        Assert.False(File.Exists(scaffold.In("resources", "waf.yml")));

        (await (await WithoutBuild.ServerlessAsync(scaffold, "package", "--param", "budgetEmail=on-call@example.com", "--param", "monthlyBudgetUsd=12.50")).RunAsync()).OrFail();
        var budget = scaffold.CloudFormation()["Resources"]!["ProxyBudget"]!["Properties"]!;
        Assert.Equal((Budget, "12.50"), ((string?)budget["Budget"]!["BudgetName"], budget["Budget"]!["BudgetLimit"]!["Amount"]!.ToString()));
        Assert.All(budget["NotificationsWithSubscribers"]!.AsArray(), one => Assert.Equal("on-call@example.com", (string?)Assert.Single(one!["Subscribers"]!.AsArray())!["Address"]));
    }

    [Theory]
    [InlineData("budgetEmail", "on-call@example.com", "budgetEmail: would do nothing without ProxyBudget; right is resources/budget.yml below resources, or no budgetEmail")]
    [InlineData("wafRequestsPer5Minutes", "1000", "wafRequestsPer5Minutes: would do nothing without ProxyWebAcl and ProxyWebAclAssociation; right is resources/waf.yml below resources, or no wafRequestsPer5Minutes")]
    [InlineData("wafRequestsPer5Minutes", "", null)]
    public async Task Parameter_WithoutItsFile_IsAProblem(string parameter, string value, string? problem)
    {
        var service = new { custom = new { proxy = new Dictionary<string, string> { [parameter] = value } }, resources = new { Resources = new { } } };
        Assert.Equal(problem is null ? [] : [problem], await LocalPlugin.LinesAsync("optional.problems", service));
    }
}
