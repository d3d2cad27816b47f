using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using ServerlessProxy.Eng;
using ServerlessProxy.Eng.Start;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Counts the methods that .NET compiles at run time until a managed function has answered its first request.
/// They are most of the time of a start. The count does not depend on the speed of the machine.</summary>
public sealed class StartTests
{
    /// <summary>The goal is 120. Both counts vary by 20, because an <c>await</c> that does not have to wait needs fewer
    /// methods. It was 360 with a serializer and a struct for headers.</summary>
    private const int MaxMoreThanEcho = 160;

    /// <summary>The framework of this machine's runtime, because code for another one is compiled again.</summary>
    private static readonly string Framework = $"net{Environment.Version.Major}.0";

    private const string RestEvent = """
        {
          "httpMethod": "GET", "path": "/forward", "multiValueHeaders": { "Host": ["proxy.example"] },
          "requestContext": { "path": "/dev/forward", "stage": "dev", "identity": { "sourceIp": "192.0.2.1" } }
        }
        """;

    /// <summary>The echo has the same bootstrap, and answers without reading the event.</summary>
    [Fact]
    public async Task FirstRequest_CompilesFewMethods()
    {
        await using var backend = await Loopback.StartAsync(
            context => context.Response.WriteAsync("ok"),
            maxBodyBytes: null);
        var echo = await PublishAsync("echo", Repository.In("eng", "ServerlessProxy.Bench.Limit"));
        var scaffold = await Template.CreateAsync("start", "proxy", [.. Template.Working, "--framework", Framework]);
        var proxy = await PublishAsync("proxy", scaffold.In("src", "proxy"));
        KeyValuePair<string, string>[] settings =
        [
            new("BACKEND_URL", backend.Urls.Single()),
            new("BACKEND_TIMEOUT_SECONDS", "10"),
            new("ROUTE_PREFIX", "/forward"),
            new("AUTH", "none"),
        ];
        var more = await CountAsync(proxy, settings) - await CountAsync(echo, []);
        Assert.InRange(more, 1, MaxMoreThanEcho);
    }

    private static async Task<string> PublishAsync(string name, string project)
    {
        var folder = Repository.EmptyArtifacts("start", name);
        (await new Command(
            "dotnet",
            "publish",
            project,
            "--configuration",
            "Release",
            "--runtime",
            "linux-x64",
            "--output",
            folder,
            $"-p:BenchFramework={Framework}")
        {
            Environment = await BuildEnvironment.PrepareAsync(),
        }.RunAsync()).OrFail();
        return Path.Combine(folder, "bootstrap.dll");
    }

    /// <summary>Returns the smallest count of three starts.</summary>
    private static async Task<int> CountAsync(string assembly, KeyValuePair<string, string>[] settings)
    {
        var counts = new List<int>();
        for (var start = 0; start < 3; start++)
        {
            var file = Path.Combine(Path.GetDirectoryName(assembly)!, $"methods-{start}.txt");
            await using (var function = await PackagedFunction.StartAsync(
                assembly,
                [.. settings, new("DOTNET_JitStdOutFile", file), new("DOTNET_JitDisasmSummary", "1")]))
            {
                Assert.Equal(200, (int?)(await function.InvokeAsync(JsonNode.Parse(RestEvent)!))["statusCode"]);
            }

            counts.Add(File.ReadLines(file).Count(line => line.Contains(" JIT compiled ", StringComparison.Ordinal)));
        }

        return counts.Min();
    }
}
