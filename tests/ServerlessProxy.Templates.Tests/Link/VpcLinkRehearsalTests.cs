using System.Text.Json.Nodes;
using ServerlessProxy.Eng;
using ServerlessProxy.Templates.Tests.Aws;
using ServerlessProxy.Templates.Tests.Aws.ApiGateway;
using ServerlessProxy.Templates.Tests.Aws.ApiGatewayV2;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Runs <c>sls deploy</c> and <c>sls remove</c> of a proxy over a VPC link on a loopback AWS.</summary>
public sealed class VpcLinkRehearsalTests
{
    [Fact]
    public async Task RestApi_IsDeployed_AndRedeployed_WhenItsRoutesChange()
    {
        await using var rehearsal = await StartAsync("rest", "api-key");
        var before = rehearsal.Account.Inventory;
        await rehearsal.DeployAsync();
        var api = Assert.Single(rehearsal.Account.RestApis.All);
        var (stage, first) = (Assert.Single(api.Stages).Value, Assert.Single(api.Deployments));
        Assert.Equal((14, first.Id), (first.Methods.Count, stage.DeploymentId));
        Assert.Equal(
            (100, 50),
            (stage.MethodSettings["*/*"].ThrottlingRateLimit, stage.MethodSettings["*/*"].ThrottlingBurstLimit));
        Assert.Equal(2, Assert.Single(rehearsal.Account.VpcLinks.Values).Version);
        Assert.Equal(3, rehearsal.Account.Alarms.Count);
        var (key, plan) = (
            Assert.Single(rehearsal.Account.RestApis.ApiKeys),
            Assert.Single(rehearsal.Account.RestApis.UsagePlans));
        Assert.Equal((new Quota(1000, "DAY", 0), new Throttle(50, 100)), (plan.Quota, plan.Throttle));
        Assert.Equal([key.Id], plan.KeyIds);

        // With another link, the stage must stop using the old link before it is deleted.
        var link = Assert.Single(rehearsal.Account.VpcLinks).Key;
        rehearsal.Edit("subnet-0123456789abcdef0,subnet-12345678", "subnet-12345678");
        await rehearsal.DeployAsync();
        Assert.NotEqual(link, Assert.Single(rehearsal.Account.VpcLinks).Key);

        // The new route is one part longer. CloudFormation deletes the old route after it has created the deployment,
        // which is a copy of both. A stage that still used the old deployment would lose the route.
        rehearsal.Edit("path: \"forward\"", "path: \"forward/in\"");
        await rehearsal.DeployAsync();
        Assert.DoesNotContain(first, api.Deployments);
        var second = api.Deployments.Single(deployment =>
            deployment.Id == Assert.Single(api.Stages).Value.DeploymentId);
        Assert.Equal(14, second.Methods.Count);
        Assert.All(second.Methods, method => Assert.Contains(" /forward/in", method, StringComparison.Ordinal));
        Assert.Single(rehearsal.Account.VpcLinks);
        Assert.Equal(key, Assert.Single(rehearsal.Account.RestApis.ApiKeys));

        // The URL is from the stack, and the key from AWS. Nothing answers at that URL.
        var smoke = await rehearsal.ServerlessAsync("smoke");
        Assert.NotEqual(0, smoke.ExitCode);
        var url = $"https://{api.Id}.execute-api.eu-west-1.amazonaws.com/dev/forward/in";
        Assert.Contains($"smoke: {url} failed the test. ", smoke.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(key.Value, smoke.Output, StringComparison.Ordinal);

        await rehearsal.RemoveAsync();
        Assert.Equal(before, rehearsal.Account.Inventory);
        Assert.Empty(rehearsal.Aws.Unsupported);
    }

    [Fact]
    public async Task HttpApi_IsDeployed_AndARemovedLimit_IsReported()
    {
        await using var rehearsal = await StartAsync("http", "iam");
        await rehearsal.DeployAsync();
        var api = Assert.Single(rehearsal.Account.HttpApis.All);
        Assert.Equal(14, api.RouteKeys.Count);
        var stage = Assert.Single(api.Stages).Value;
        Assert.Equal(new RouteSettings(100, 50), stage.DefaultRouteSettings);

        stage.DefaultRouteSettings = new RouteSettings(10_000, 5_000);
        rehearsal.Edit("alarmTopicArn: \"\"", "alarmTopicArn: \"arn:aws:sns:eu-west-1:123456789012:alarms\"");
        var deployed = await rehearsal.ServerlessAsync("deploy");
        Assert.NotEqual(0, deployed.ExitCode);
        Assert.Contains(
            "throttling of the stage: rate \"10000\" and burst \"5000\" are not those of serverless.yml. "
                + "Set them to 100 and 50.",
            deployed.Output,
            StringComparison.Ordinal);
        Assert.Single(Problems(deployed));
        Assert.Empty(rehearsal.Aws.Unsupported);
    }

    /// <summary>CloudFormation does not notice these changes, because the template is the same.</summary>
    [Fact]
    public async Task ChangedRoutesOfAnHttpApi_AreReportedOneByOne()
    {
        await using var rehearsal = await StartAsync("http", "iam");
        await rehearsal.DeployAsync();
        var api = Assert.Single(rehearsal.Account.HttpApis.All);
        var routes = api.Routes.ToDictionary(route => (string)route.Value["RouteKey"]!, route => route.Key);
        api.Routes[routes["GET /forward"]] = new JsonObject
        {
            ["RouteKey"] = "GET /forward",
            ["AuthorizationType"] = "NONE",
        };
        api.Routes.Remove(routes["PUT /forward/{proxy+}"]);
        api.Routes.Add("added", new JsonObject { ["RouteKey"] = "ANY /{proxy+}" });
        api.Stages["$default"].AutoDeploy = false;

        rehearsal.Edit("alarmTopicArn: \"\"", "alarmTopicArn: \"arn:aws:sns:eu-west-1:123456789012:alarms\"");
        var deployed = await rehearsal.ServerlessAsync("deploy");
        Assert.NotEqual(0, deployed.ExitCode);
        Assert.Equal(
            [
                "the stage: does not deploy changes, so it serves an old version of the API. "
                    + "Set AutoDeploy in API Gateway.",
                "GET /forward: requires nothing from callers, but serverless.yml requires AWS_IAM. "
                    + "Correct it in API Gateway.",
                "PUT /forward/{proxy+}: is not served, but serverless.yml requires AWS_IAM. Correct it in API Gateway.",
                "ANY /{proxy+}: requires nothing from callers, but serverless.yml does not have it. "
                    + "Correct it in API Gateway.",
            ],
            Problems(deployed));
        Assert.Empty(rehearsal.Aws.Unsupported);
    }

    /// <summary>
    /// The API type, the target, and whether the stack adds a rule to the load balancer's security group. AWS does not
    /// delete a link in use, or a group that a rule refers to.
    /// </summary>
    [Theory]
    [InlineData("rest", "nlb", false)]
    [InlineData("rest", "alb", true)]
    [InlineData("http", "alb listener", true)]
    [InlineData("http", "alb listener", false)]
    public async Task Remove_LeavesNothing(string apiType, string target, bool letsIn)
    {
        const string Group = "sg-0123456789abcdef0";
        await using var rehearsal = await StartAsync(apiType, "none");
        rehearsal.Account.SecurityGroups.Add(Group);
        var before = rehearsal.Account.Inventory;
        rehearsal.Edit(VpcLinkCase.DefaultArn(apiType), VpcLinkCase.Arns[target]);
        if (letsIn)
        {
            rehearsal.Edit("loadBalancerSecurityGroupId: \"\"", $"loadBalancerSecurityGroupId: \"{Group}\"");
        }

        await rehearsal.DeployAsync();
        Assert.Single(rehearsal.Account.VpcLinks);
        Assert.Equal(
            letsIn ? [Group] : [],
            rehearsal.Account.SecurityGroupRules.Values.Select(rule => (string?)rule["GroupId"]));
        await rehearsal.RemoveAsync();
        Assert.Equal(before, rehearsal.Account.Inventory);
        Assert.Empty(rehearsal.Aws.Unsupported);
    }

    /// <summary>A V2 integration has a target, which AWS rejects with a V1 link.</summary>
    [Fact]
    public async Task LinkOfTheOtherVersion_IsRejectedByAws()
    {
        await using var rehearsal = await StartAsync("rest", "none");
        rehearsal.Account.VpcLinks.Add("abc123", new VpcLink("abc123", "of another team", Version: 1));
        var refused = await rehearsal.ServerlessAsync("deploy", "--param", "vpcLinkId=abc123");
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("IntegrationTarget is only supported for VpcLinkV2", refused.Output, StringComparison.Ordinal);
    }

    /// <summary>Returns the problems that a deployment reports.</summary>
    private static List<string> Problems(CommandResult deployed) =>
    [
        .. deployed.Output.Split('\n')
            .SkipWhile(line => !line.Contains("is deployed, but it is not protected", StringComparison.Ordinal))
            .Skip(1)
            .TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal))
            .Select(line => line.Trim()),
    ];

    private static Task<DeployRehearsal> StartAsync(string apiType, string auth) =>
        DeployRehearsal.StartLinkAsync($"rehearsal-link-{apiType}-{auth}", VpcLinkCase.OptionsOf(apiType, auth));
}
