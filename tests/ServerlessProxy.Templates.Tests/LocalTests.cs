using System.Net;
using System.Net.Sockets;
using ServerlessProxy.Eng;
using ServerlessProxy.Eng.Start;

namespace ServerlessProxy.Templates.Tests;

/// <summary><c>npm run local</c> in a scaffold.</summary>
public sealed class LocalTests
{
    [Theory]
    [InlineData("rest", "SIGINT")]
    [InlineData("http", "SIGTERM")]
    public async Task Local_ServesTheProxyUntilItIsAskedToEnd(string apiType, string signal)
    {
        await using var backend = await EmbeddedBackend.StartAsync();
        var scaffold = await Template.CreateAsync($"local-{apiType}", "my-proxy", "--api-type", apiType, "--path", "hooks/ci");
        var port = FreePort();
        var output = new List<string>();
        var command = await scaffold.ServerlessAsync("local", "--port", $"{port}", "--param", $"url={backend.Address}");
        using var process = command.Start(line =>
        {
            lock (output)
            {
                output.Add(line);
            }
        });
        try
        {
            using var client = new HttpClient();
            var answer = await GetWhenItListensAsync(client, new Uri($"http://127.0.0.1:{port}/hooks/ci/job/42?a=1"), () => process.HasExited);
            Assert.True(answer is not null, string.Join('\n', output));
            Assert.Equal("/job/42?a=1", answer);

            (await new Command("kill", "-s", signal[3..], $"{process.Id}").RunAsync()).OrFail();
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
            Assert.Equal(0, process.ExitCode);
            await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/")));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
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

    private static async Task<string?> GetWhenItListensAsync(HttpClient client, Uri address, Func<bool> over)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (!over() && !deadline.IsCancellationRequested)
        {
            try
            {
                return await client.GetStringAsync(address, deadline.Token);
            }
            catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConnectionError)
            {
                await Task.Delay(200);
            }
        }

        return null;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
