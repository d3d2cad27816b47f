using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Invalid settings are rejected by name, all at once, before anything is built or sent.
/// tests/plugin/settings.test.js checks every setting.</summary>
public sealed class RefusalTests : IAsyncLifetime
{
    private static readonly Lazy<Task<Scaffold>> Shared = new(() => Template.CreateAsync("refusal", "my-proxy"));

    private static readonly Dictionary<string, string> Right = new()
    {
        ["url"] = "http://10.0.12.5:8080",
        ["vpcId"] = "vpc-12345678",
        ["subnetIds"] = "subnet-12345678, subnet-0123456789abcdef0",
        ["backendCidrs"] = "10.0.12.0/24",
        ["path"] = "forward",
    };

    private Scaffold scaffold = null!;

    public async Task InitializeAsync() => scaffold = await Shared.Value;

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("package")]
    [InlineData("deploy")]
    public async Task Placeholders_AreRefusedByName_AllAtOnce(params string[] command)
    {
        var output = await RefuseAsync(await scaffold.ServerlessAsync(command));
        Assert.Contains("url: \"http://replace-me.invalid\" is a placeholder", output, StringComparison.Ordinal);
        Assert.Contains("vpcId: \"vpc-replace-me\" is a placeholder", output, StringComparison.Ordinal);
        Assert.Contains("subnetIds: \"subnet-replace-me\" is a placeholder", output, StringComparison.Ordinal);
    }

    /// <summary>Each wrong value is one line, and nothing else is wrong.</summary>
    [Theory]
    [InlineData(
        "url=/relative",
        "vpcId=vpc-123",
        "subnetIds=subnet-12345678,subnet-1234567,subnet-0123456789abcdef0",
        "backendCidrs=10.0.12.5/33",
        "path={proxy+}",
        "alarmTopicArn=alarms")]
    [InlineData(
        "subnetIds=subnet-12345678,",
        "backendCidrs=192.168.0.0/16",
        "alarmTopicArn=arn:aws:sns:us-east-1:123456789012:alarms")]
    public async Task WrongValues_AreRefusedByName_AllAtOnce(params string[] parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var wrong = parameters
            .Select(parameter => parameter.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1]);
        var all = Right.Concat(wrong).GroupBy(pair => pair.Key);
        var options = all.SelectMany(pair => new[] { "--param", $"{pair.Key}={pair.Last().Value}" });
        var output = await RefuseAsync(await scaffold.ServerlessAsync(["package", .. options]));
        Assert.All(
            wrong,
            pair => Assert.Contains($"  {pair.Key}: \"{pair.Value}\" ", output, StringComparison.Ordinal));
        Assert.DoesNotContain("placeholder", output, StringComparison.Ordinal);
        var problems = output.Split('\n').Where(line => line.Contains(". Use ", StringComparison.Ordinal)).ToList();
        Assert.Equal(wrong.Count, problems.Count);
        PluginMessage.AssertForm(problems.Select(problem => problem.Trim()));
    }

    /// <summary>`sls deploy function` would set role, network and environment without CloudFormation.</summary>
    [Fact]
    public async Task FunctionAlone_IsNotDeployed()
    {
        var output = await RefuseAsync(await scaffold.ServerlessAsync("deploy", "function", "--function", "forward"));
        Assert.Contains("sls deploy function: is disabled, ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Region_ThatDoesNotExist_IsRefused()
    {
        var output = await RefuseAsync(await scaffold.ServerlessAsync("package", "--region", "nowhere"));
        Assert.Contains("provider.region", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_ThatAwsWouldRefuse_AreRefused()
    {
        var output = await RefuseAsync(await scaffold.ServerlessAsync("package", "--stage", new string('s', 60)));
        Assert.Contains("service and stage: ", output, StringComparison.Ordinal);
    }

    private async Task<string> RefuseAsync(Command command)
    {
        var result = await (command with
        {
            // Credentials with which a request could start: nothing may be sent.
            Environment =
            [
                .. command.Environment,
                new("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
                new("AWS_SECRET_ACCESS_KEY", "example"),
            ],
            Timeout = TimeSpan.FromMinutes(1),
        }).RunAsync();
        Assert.NotEqual(0, result.ExitCode);
        Assert.False(Directory.Exists(scaffold.In("artifacts")), "Something was built.");
        return result.Output;
    }
}
