using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>A serverless.yml that would leave the proxy open, unlimited or unable to reach its backend is rejected.
/// tests/plugin/protection.test.js checks every setting.</summary>
public sealed class ProtectionTests
{
    [Fact]
    public async Task Package_WithoutProtection_IsRejected_NamingEverythingThatIsMissing()
    {
        var scaffold = await Template.CreateAsync("protection", "my-proxy", Template.Working);
        var yaml = await File.ReadAllTextAsync(scaffold.In("serverless.yml"));
        foreach (var (before, after) in new[]
        {
            ("  - serverless-api-gateway-throttling\n", ""),
            ("maxRequestsPerSecond: 100", "maxRequestsPerSecond: 0"),
            ("AUTH: ${param:auth}", "AUTH: none"),
            ("BACKEND_URL: ${param:url}", "BACKEND_URL: http://10.0.12.5:9"),
            ("period: DAY", "period: HOUR"),
        })
        {
            Assert.Contains(before, yaml, StringComparison.Ordinal);
            yaml = yaml.Replace(before, after, StringComparison.Ordinal);
        }

        await File.WriteAllTextAsync(scaffold.In("serverless.yml"), yaml);
        var packaged = await (await WithoutBuild.ServerlessAsync(scaffold, "package")).RunAsync();
        Assert.NotEqual(0, packaged.ExitCode);
        var problems = packaged.Output.Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal));
        string[] beginnings =
        [
            "  functions.forward.environment.AUTH: \"none\" is not what the settings require. Use \"api-key\".",
            "  functions.forward.vpc: no security group allows \"http://10.0.12.5:9\" of BACKEND_URL. ",
            "  plugins: \"serverless-api-gateway-throttling\" is missing. Add it.",
            "  custom.apiGatewayThrottling.maxRequestsPerSecond: \"0\" is not a limit. ",
            "  custom.apiKeys[0].usagePlan.quota.period: \"HOUR\" is invalid. Use DAY, WEEK or MONTH.",
        ];
        Assert.All(
            beginnings,
            beginning => Assert.Contains(beginning, packaged.Output, StringComparison.Ordinal));
        PluginMessage.AssertForm(problems.Select(problem => problem.Trim()));
    }
}
