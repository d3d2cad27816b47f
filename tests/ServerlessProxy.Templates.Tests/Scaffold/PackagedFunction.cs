using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using ServerlessProxy.Eng;
using ServerlessProxy.Eng.Start;

namespace ServerlessProxy.Templates.Tests;

/// <summary>
/// Runs the function that <c>sls package</c> built in a process, with a Lambda runtime API on loopback.
/// </summary>
internal sealed class PackagedFunction : IAsyncDisposable
{
    private readonly Channel<string> events = Channel.CreateUnbounded<string>();
    private readonly Channel<JsonNode> results = Channel.CreateUnbounded<JsonNode>();
    private readonly StringBuilder output = new();
    private WebApplication? runtime;
    private System.Diagnostics.Process? process;

    private PackagedFunction()
    {
    }

    /// <summary>Starts the function.</summary>
    /// <param name="file">The assembly or the native file.</param>
    /// <param name="settings">The environment variables.</param>
    public static async Task<PackagedFunction> StartAsync(
        string file,
        IEnumerable<KeyValuePair<string, string>> settings)
    {
        var function = new PackagedFunction();
        function.runtime = await Loopback.StartAsync(function.AnswerAsync, maxBodyBytes: null);
        var address = new Uri(function.runtime.Urls.Single()).Authority;
        var isManaged = file.EndsWith(".dll", StringComparison.Ordinal);
        var command = new Command(
            isManaged ? "dotnet" : file,
            isManaged ? ["exec", "--roll-forward", "Major", file] : [])
        {
            Environment =
            [
                new("AWS_LAMBDA_RUNTIME_API", address),
                new("AWS_LAMBDA_FUNCTION_NAME", "packaged"),
                new("NO_PROXY", "127.0.0.1"),
                .. settings,
            ],
        };
        function.process = command.Start(line =>
        {
            lock (function.output)
            {
                function.output.AppendLine(line);
            }
        });
        return function;
    }

    /// <summary>Invokes the function with one event.</summary>
    /// <returns>The function's result.</returns>
    public async Task<JsonNode> InvokeAsync(JsonNode json)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await events.Writer.WriteAsync(json.ToJsonString(), late.Token);
        return await results.Reader.ReadAsync(late.Token);
    }

    /// <summary>Waits until the function exits.</summary>
    /// <returns>The output.</returns>
    public async Task<string> ExitAsync()
    {
        await process!.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.NotEqual(0, process.ExitCode);
        lock (output)
        {
            return output.ToString();
        }
    }

    public async ValueTask DisposeAsync()
    {
        process!.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        await runtime!.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path.Value!.EndsWith("/invocation/next", StringComparison.Ordinal))
        {
            var json = await events.Reader.ReadAsync(context.RequestAborted);
            var headers = context.Response.Headers;
            headers["Lambda-Runtime-Aws-Request-Id"] = Guid.NewGuid().ToString();
            headers["Lambda-Runtime-Invoked-Function-Arn"] = "arn:aws:lambda:eu-west-1:123456789012:function:packaged";
            headers["Lambda-Runtime-Deadline-Ms"] =
                DateTimeOffset.UtcNow.AddSeconds(27).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
            await context.Response.WriteAsync(json);
            return;
        }

        using var body = new StreamReader(context.Request.Body);
        await results.Writer.WriteAsync(JsonNode.Parse(await body.ReadToEndAsync())!);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync("""{"status":"OK"}""");
    }
}
