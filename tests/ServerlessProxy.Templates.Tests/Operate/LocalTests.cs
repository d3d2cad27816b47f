using ServerlessProxy.Eng;
using ServerlessProxy.Eng.Start;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Runs <c>npm run local</c> in a scaffold.</summary>
public sealed class LocalTests
{
    /// <summary>Built once for all tests of this class, which run one after the other.</summary>
    private static readonly Lazy<Task<Scaffold>> Rest = new(() => Template.CreateAsync("local-rest", "my-proxy"));

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Local_ServesTheProxyUntilItIsAskedToEnd(string signal)
    {
        await using var backend = await EmbeddedBackend.StartAsync();
        string[] settings = ["--param", $"url={backend.Address}", "--param", "path=hooks/ci"];
        var command = await (await Rest.Value).ServerlessAsync(["local", "--port", "0", .. settings]);
        using var local = await RunningProxy.StartAsync(command);
        using var client = new HttpClient();
        Assert.Equal("/hooks/ci", local.Address.AbsolutePath);
        Assert.Equal("/job/42?a=1", await client.GetStringAsync(new Uri($"{local.Address}/job/42?a=1")));
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
    [InlineData("--port", "http", "is no port")]
    [InlineData("--param", "path=/", "path: \"/\" cannot be a route. Use ")]
    public async Task Local_RefusesWhatItCannotServe(string option, string value, string message)
    {
        string[] arguments = ["local", "--param", "url=http://127.0.0.1:1", option, value];
        var result = await (await (await Rest.Value).ServerlessAsync(arguments)).RunAsync();
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(message, result.Output, StringComparison.Ordinal);
    }

    private static async Task AssertEndsAsync(RunningProxy local, string signal)
    {
        (await new Command("kill", "-s", signal, $"{local.ProcessId}").RunAsync()).OrFail();
        Assert.Equal(0, await local.ExitCodeAsync());
        using var client = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(local.Address));
    }
}
