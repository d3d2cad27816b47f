using ServerlessProxy.Templates.Tests.Aws;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Deploys the options <c>--waf</c>, <c>--budget</c> and <c>--dashboard</c>.</summary>
public sealed class OptionalRehearsalTests
{
    private const string Budget = "my-proxy-dev (on-call@example.com)";

    [Fact]
    public async Task WebAclBudgetAndDashboard_AreCreated_AndAMissingWebAclFailsTheDeployment()
    {
        string[] options = [.. Template.Working, "--waf", "--budget", "--dashboard"];
        await using var rehearsal = await DeployRehearsal.StartWithoutBuildAsync("rehearsal-optional-rest", options);
        var before = rehearsal.Account.Inventory;
        rehearsal.Edit("budgetEmail: \"\"", "budgetEmail: \"on-call@example.com\"");
        await rehearsal.DeployAsync();
        Assert.Equal(Assert.Single(rehearsal.Account.WebAcls).Key, Stage().WebAclArn);
        var budget = rehearsal.Account.Applied("my-proxy-dev", "ProxyBudget")["Budget"]!;
        Assert.Equal("50", budget["BudgetLimit"]!["Amount"]!.ToString());
        Assert.Equal([Budget], rehearsal.Account.Budgets.Keys);
        Assert.Equal(["my-proxy-dev"], rehearsal.Account.Dashboards.Keys);

        // CloudFormation does not notice the missing web ACL, and replaces the budget.
        Stage().WebAclArn = null;
        rehearsal.Edit("on-call@example.com", "team@example.com");
        var deployed = await rehearsal.ServerlessAsync("deploy");
        Assert.NotEqual(0, deployed.ExitCode);
        Assert.Contains("  WAF: the stage has no web ACL. Remove ", deployed.Output, StringComparison.Ordinal);
        Assert.Equal(["my-proxy-dev (team@example.com)"], rehearsal.Account.Budgets.Keys);

        await rehearsal.RemoveAsync();
        Assert.Equal(before, rehearsal.Account.Inventory);
        Assert.Empty(rehearsal.Aws.Unsupported);

        Aws.ApiGateway.RestStage Stage() => Assert.Single(Assert.Single(rehearsal.Account.RestApis.All).Stages).Value;
    }

    /// <summary>A budget does not depend on the API type.</summary>
    [Fact]
    public async Task Budget_FollowsItsSettings()
    {
        string[] options = [.. Template.Working, "--api-type", "http", "--budget"];
        var scaffold = await Template.CreateAsync("optional-http", "my-proxy", options);
        string[] settings = ["--param", "budgetEmail=on-call@example.com", "--param", "monthlyBudgetUsd=12.50"];
        (await (await WithoutBuild.ServerlessAsync(scaffold, ["package", .. settings])).RunAsync()).OrFail();

        var properties = scaffold.CloudFormation()["Resources"]!["ProxyBudget"]!["Properties"]!;
        var budget = properties["Budget"]!;
        Assert.Equal((Budget, "12.50"), ((string?)budget["BudgetName"], budget["BudgetLimit"]!["Amount"]!.ToString()));
        Assert.All(properties["NotificationsWithSubscribers"]!.AsArray(), notification =>
        {
            var subscriber = Assert.Single(notification!["Subscribers"]!.AsArray())!;
            Assert.Equal("on-call@example.com", (string?)subscriber["Address"]);
        });
    }
}
