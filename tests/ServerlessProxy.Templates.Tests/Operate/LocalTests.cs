using System.Net;
using System.Security.Cryptography;
using System.Text;
using ServerlessProxy.Eng;
using ServerlessProxy.Eng.Start;

namespace ServerlessProxy.Templates.Tests;

/// <summary><c>npm run local</c> in a scaffold.</summary>
public sealed class LocalTests
{
    [Fact]
    public async Task Local_ServesTheProxyUntilItIsAskedToEnd()
    {
        await using var backend = await EmbeddedBackend.StartAsync();
        var scaffold = await Template.CreateAsync("local-rest", "my-proxy", "--path", "hooks/ci");
        using var local = await RunningProxy.StartAsync(await scaffold.ServerlessAsync("local", "--port", "0", "--param", $"url={backend.Address}"));
        using var client = new HttpClient();
        Assert.Equal("/hooks/ci", local.Address.AbsolutePath);
        Assert.Equal("/job/42?a=1", await client.GetStringAsync(new Uri($"{local.Address}/job/42?a=1")));
        await AssertEndsAsync(local, "INT");
    }

    /// <summary>What CloudFormation would fill in comes from the environment, and callers are on this machine, not at GitHub.</summary>
    [Fact]
    public async Task Local_ChecksSignatures_WithTheSecretOfTheEnvironment()
    {
        const string secret = "0123456789abcdef0123456789abcdef";
        await using var backend = await EmbeddedBackend.StartAsync();
        var scaffold = await Template.CreateAsync("local-http", "my-proxy", "--api-type", "http", "--auth", "github");
        var command = await scaffold.ServerlessAsync("local", "--port", "0", "--param", $"url={backend.Address}");
        using var local = await RunningProxy.StartAsync(command with { Environment = command.Environment.Append(new("WEBHOOK_SECRET", secret)) });
        using var client = new HttpClient();
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(null));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync("another secret"));
        Assert.Equal(HttpStatusCode.Created, await PostAsync(secret));
        await AssertEndsAsync(local, "TERM");

        async Task<HttpStatusCode> PostAsync(string? key)
        {
            using var content = new StringContent("{}");
            if (key is not null)
            {
                content.Headers.Add("X-Hub-Signature-256", $"sha256={Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), "{}"u8))}");
            }

            using var response = await client.PostAsync(new Uri($"{local.Address}/hook"), content);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task Local_WithoutTheSecret_SaysWhereItComesFrom()
    {
        var scaffold = await Template.CreateAsync("local-no-secret", "my-proxy", "--auth", "stripe");
        var result = await (await scaffold.ServerlessAsync("local", "--param", "url=http://127.0.0.1:1")).RunAsync();
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("WEBHOOK_SECRET: is not set; right is ", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--port", "http", "is no port")]
    [InlineData("--param", "path=/", "path: \"/\"")]
    public async Task Local_RefusesWhatItCannotServe(string option, string value, string message)
    {
        var scaffold = await Template.CreateAsync($"local-refusal-{option[2..]}", "my-proxy");
        var result = await (await scaffold.ServerlessAsync("local", "--param", "url=http://127.0.0.1:1", option, value)).RunAsync();
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
