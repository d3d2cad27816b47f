using System.Net;
using System.Text.RegularExpressions;
using ServerlessProxy.Eng;
using ServerlessProxy.Eng.Start;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Runs <c>npm run local</c> in a scaffold.</summary>
public sealed class LocalTests
{
    /// <summary>Built once for all tests of this class, which run one after the other.</summary>
    private static readonly Lazy<Task<Scaffold>> Rest = new(() => Template.CreateAsync("local-rest", "my-proxy"));

    [Theory]
    [InlineData("INT", false, @"^\d\d:\d\d:\d\d  GET /hooks/ci/job/42  200  \d+ ms$")]
    [InlineData("TERM", true, @"^\{""requestId"":.*""path"":""/job/42"",""status"":200,.*""_aws"":")]
    public async Task Local_ServesTheProxyUntilItIsAskedToEnd(string signal, bool isJson, string line)
    {
        await using var backend = await EmbeddedBackend.StartAsync();
        string[] settings = ["--param", $"url={backend.Address}", "--param", "path=hooks/ci"];
        string[] json = isJson ? ["--json"] : [];
        var command = await (await Rest.Value).ServerlessAsync(["local", "--port", "0", .. settings, .. json]);
        using var local = await RunningProxy.StartAsync(command);
        using var client = new HttpClient();
        Assert.Equal("/hooks/ci", local.Address.AbsolutePath);
        Assert.Equal("/job/42?a=1", await client.GetStringAsync(new Uri($"{local.Address}/job/42?a=1")));
        await AssertPrintsAsync(local, line);

        // The function does not log what API Gateway rejects.
        using var rejected = await client.GetAsync(new Uri(local.Address, "/other"));
        Assert.Equal(HttpStatusCode.Forbidden, rejected.StatusCode);
        await AssertPrintsAsync(local, @"^\d\d:\d\d:\d\d  GET /other  403  \d+ ms  Missing Authentication Token$");
        Assert.Equal(isJson, local.Output().Any(each => each.Contains("_aws", StringComparison.Ordinal)));
        await AssertEndsAsync(local, signal);
    }

    [Fact]
    public async Task Local_WithoutTheSecret_SaysWhereItComesFrom()
    {
        string[] options = [.. Template.Working, "--auth", "github"];
        var scaffold = await Template.CreateAsync("local-no-secret", "my-proxy", options);
        var result = await (await scaffold.ServerlessAsync("local", "--param", "url=http://127.0.0.1:1")).RunAsync();
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(
            "  WEBHOOK_SECRET: is not set. Set it in the environment to a secret of at least 16 bytes, "
                + "and sign with it.",
            result.Output,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--port", "http", "--port: \"http\" is invalid. Use a number from 0 to 65535.")]
    [InlineData("--param", "path=/", "path: \"/\" cannot be a route. Use ")]
    public async Task Local_RefusesWhatItCannotServe(string option, string value, string message)
    {
        string[] arguments = ["local", "--param", "url=http://127.0.0.1:1", option, value];
        var result = await (await (await Rest.Value).ServerlessAsync(arguments)).RunAsync();
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(message, result.Output, StringComparison.Ordinal);
    }

    private static async Task AssertPrintsAsync(RunningProxy local, string line)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (local.Output().Count(each => Regex.IsMatch(each, line)) != 1)
        {
            Assert.False(late.IsCancellationRequested, $"{line} is not in: {string.Join('\n', local.Output())}");
            await Task.Delay(50);
        }
    }

    private static async Task AssertEndsAsync(RunningProxy local, string signal)
    {
        (await new Command("kill", "-s", signal, $"{local.ProcessId}").RunAsync()).OrFail();
        Assert.Equal(0, await local.ExitCodeAsync());
        using var client = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(local.Address));
    }
}
