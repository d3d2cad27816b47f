using ServerlessProxy.Eng;
using ServerlessProxy.Templates.Tests.Aws;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Checks that the secrets of webhooks reach only the function.</summary>
public sealed class WebhookRehearsalTests
{
    [Fact]
    public async Task Secrets_ReachTheFunctionAndNothingElse_AndAreReplacedByADeploy()
    {
        string[] options = [.. Template.Working, "--auth", "github"];
        await using var rehearsal = await DeployRehearsal.StartWithoutBuildAsync("rehearsal-github", options);
        var before = rehearsal.Account.Inventory;
        var deployed = await rehearsal.DeployAsync();
        var (first, second) = (Secret("WebhookSecret"), Secret("WebhookSecret2"));
        Assert.Matches("^[A-Za-z0-9]{40}$", first.Value);
        Assert.NotEqual(first.Value, second.Value);
        AssertTheFunctionHas(first.Value, second.Value);

        // The steps of docs/webhooks.md. CloudFormation reads a secret only if the property with the secret changes.
        var old = first.Value;
        first.Value = "0123456789abcdefghijklmnopqrstuvwxyzABCD";
        await rehearsal.DeployAsync();
        AssertTheFunctionHas(old, second.Value);
        rehearsal.Edit("memorySize: 512", "memorySize: 640");
        await rehearsal.DeployAsync();
        AssertTheFunctionHas(old, second.Value);
        (await rehearsal.ServerlessAsync("deploy", "--force")).OrFail();
        AssertTheFunctionHas(first.Value, second.Value);

        // A deployment without `--force` keeps the renewed secret.
        second.Value = "9876543210abcdefghijklmnopqrstuvwxyzABCD";
        (await rehearsal.ServerlessAsync("deploy", "--force")).OrFail();
        AssertTheFunctionHas(first.Value, second.Value);
        await rehearsal.DeployAsync();
        AssertTheFunctionHas(first.Value, second.Value);

        foreach (var value in new[] { old, first.Value, second.Value })
        {
            Assert.DoesNotContain(rehearsal.Aws.Calls, call => call.Sends(value) || call.Answers(value));
            Assert.DoesNotContain(value, deployed.Output, StringComparison.Ordinal);
            Assert.DoesNotContain(Files(rehearsal.Scaffold), file => file.Contains(value, StringComparison.Ordinal));
        }

        Assert.Empty(rehearsal.Account.RestApis.ApiKeys);
        await rehearsal.RemoveAsync();
        Assert.Equal(before, rehearsal.Account.Inventory);
        Assert.Empty(rehearsal.Aws.Unsupported);

        Aws.SecretsManager.Secret Secret(string logicalId) =>
            rehearsal.Account.Secrets.Get(rehearsal.Account.Stacks.Get("my-proxy-dev").Outputs[$"{logicalId}Arn"]);

        void AssertTheFunctionHas(string secret, string other)
        {
            var environment = rehearsal.Account.Functions.Get("my-proxy-dev-forward").Environment;
            Assert.Equal(
                ("github", secret, other),
                (environment["AUTH"], environment["WEBHOOK_SECRET"], environment["WEBHOOK_SECRET_2"]));
        }
    }

    private static IEnumerable<string> Files(Scaffold scaffold) =>
        ScaffoldFiles
            .List(scaffold)
            .Concat(
                Directory
                    .GetFiles(scaffold.In(".serverless"))
                    .Where(file => !file.EndsWith(".zip", StringComparison.Ordinal)))
            .Select(file => File.ReadAllText(Path.Combine(scaffold.Folder, file)));
}
