using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ServerlessProxy.Eng;
using ServerlessProxy.Eng.Start;
using ServerlessProxy.Templates.Tests.Aws;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Checks that <c>npm run smoke</c> passes only for a proxy that works.</summary>
public sealed class SmokeTests
{
    private const string Secret = "0123456789abcdef0123456789abcdef";
    private const string NotAuthorized = "is not authorized to perform: execute-api:Invoke on resource: ";
    private const string Outside =
        $"403 {{\"Message\":\"User: anonymous {NotAuthorized}arn:aws:execute-api:…\"}}";
    private const string OfFunction = "403 {\"message\":\"The caller is not allowed.\",\"requestId\":\"1\"}";
    private const string Denied =
        $"403 {{\"Message\":\"User: arn:aws:sts::123456789012:assumed-role/a/b {NotAuthorized}… "
            + "with an explicit deny\"}";
    private const string NoPermission =
        $"403 {{\"Message\":\"User: arn:aws:iam::123456789012:user/a {NotAuthorized}…\"}}";
    private const string NoToken =
        "403 {\"message\":\"Missing Authentication Token\"}", Forbidden = "403 {\"message\":\"Forbidden\"}";
    private const string NoRoute = "404 {\"message\":\"Not Found\"}", OfBackend = "404 of the backend";
    private const string Rejected =
        "ok   rejected, because this address is outside allowedCidrs: 403", Rest = "skip everything else";

    /// <summary>A scaffold with the option that adds the credentials of webhooks.</summary>
    private static readonly Lazy<Task<Scaffold>> Webhooks = new(() =>
        Template.CreateAsync("smoke-webhooks", "my-proxy", [.. Template.Working, "--auth", "github"]));

    [Theory]
    [InlineData("rest", "auto", "API_KEY", 403)]
    [InlineData("http", "github", "WEBHOOK_SECRET", 401)]
    public async Task Smoke_OfAProxyOnThisMachine_ChecksWhatCallersSee(
        string apiType, string auth, string variable, int refusal)
    {
        await using var backend = await Loopback.StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal)
                ? 200
                : 404;
            return context.Response.WriteAsync("of the backend");
        });
        var scaffold = await Template.CreateAsync(
            $"smoke-{apiType}",
            "my-proxy",
            "--api-type",
            apiType,
            "--auth",
            auth);
        var serve = await scaffold.ServerlessAsync("local", "--port", "0", "--param", $"url={backend.Urls.Single()}");
        using var local = await RunningProxy.StartAsync(
            serve with
            {
                Environment = [.. serve.Environment, new(variable, Secret)],
            });

        string[] options = ["--target", "/health", "--status", "200"];
        var right = await SmokeAsync(scaffold, local.Address, new(variable, Secret), options);
        Assert.Equal(0, right.ExitCode);
        Assert.Collection(
            Lines(right),
            line => Assert.StartsWith(
                $"ok   without credentials: expected {refusal}, got {refusal} ",
                line,
                StringComparison.Ordinal),
            line => Assert.Equal("ok   /health with credentials: expected 200, got 200 of the backend", line),
            line =>
                Assert.Matches(
                    "^ok   missing path /smoke-[0-9a-f-]{36}: expected the backend's 404, got 404 of the backend$",
                    line));
        Assert.DoesNotContain(Secret, right.Output, StringComparison.Ordinal);

        // The caller has another secret than the proxy, and the path that should be missing exists.
        var secret = "fedcba9876543210fedcba9876543210";
        options = ["--status", "200", "--missing", "/health"];
        var other = await SmokeAsync(scaffold, local.Address, new(variable, secret), options);
        Assert.NotEqual(0, other.ExitCode);
        Assert.Collection(
            Lines(other),
            line => Assert.StartsWith($"ok   without credentials: expected {refusal}", line, StringComparison.Ordinal),
            line =>
                Assert.StartsWith(
                    $"FAIL / with credentials: expected 200, got {refusal} ",
                    line,
                    StringComparison.Ordinal),
            line =>
                Assert.StartsWith(
                    $"FAIL missing path /health: expected the backend's 404, got {refusal} ",
                    line,
                    StringComparison.Ordinal));
        Assert.Contains(
            $"smoke: {local.Address} failed the test. Correct what FAIL lists above.",
            other.Output,
            StringComparison.Ordinal);
    }

    /// <summary>A proxy with a queue answers 202 before the backend gets the request, which it gets once.</summary>
    [Fact]
    public async Task Smoke_OfAProxyWithAQueue_Expects202()
    {
        var delivered = new ConcurrentQueue<string>();
        await using var backend = await Loopback.StartAsync(context =>
        {
            delivered.Enqueue(
                $"{context.Request.Method} {context.Request.Path} {context.Request.Headers["X-Proxy-Delivery-Attempt"]}"
            );
            return context.Response.WriteAsync("taken");
        });
        var scaffold = await Template.CreateAsync(
            "smoke-queued",
            "my-proxy",
            "--delivery",
            "queued",
            "--auth",
            "github");
        var serve = await scaffold.ServerlessAsync("local", "--port", "0", "--param", $"url={backend.Urls.Single()}");
        using var local = await RunningProxy.StartAsync(
            serve with
            {
                Environment = [.. serve.Environment, new("WEBHOOK_SECRET", Secret)],
            });

        var right = await SmokeAsync(scaffold, local.Address, new("WEBHOOK_SECRET", Secret), "--target", "/hook");
        Assert.True(right.ExitCode == 0, right.Output);
        Assert.Collection(
            Lines(right),
            line => Assert.StartsWith("ok   without credentials: expected 401", line, StringComparison.Ordinal),
            line => Assert.StartsWith(
                "ok   /hook with credentials: expected 202, got 202 {\"messageId\":",
                line,
                StringComparison.Ordinal),
            line => Assert.Equal("skip a missing path: the request is accepted before the backend sees it", line));

        // Only one of the requests is signed.
        for (var waited = 0; delivered.IsEmpty && waited < 100; waited++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal(["POST /hook 1"], delivered);
    }

    /// <summary>
    /// The auth, the responses (status and body) without and with credentials, and how each line begins.
    /// </summary>
    [Theory]
    [InlineData("api-key", Outside, Outside, Rejected, Rest)]
    [InlineData("iam", NoToken, Denied, Rejected, Rest)]
    [InlineData(
        "iam",
        NoToken,
        NoPermission,
        "ok   without credentials: expected 403",
        "FAIL / with credentials",
        "FAIL missing path /none")]
    [InlineData(
        "iam",
        NoToken,
        NoToken,
        "ok   without credentials: expected 403",
        "FAIL / with credentials",
        "FAIL missing path /none")]
    [InlineData(
        "github",
        NoToken,
        NoToken,
        "FAIL without credentials: expected 401",
        "FAIL / with credentials",
        "FAIL missing path /none")]
    [InlineData("github", OfFunction, "", Rejected, Rest)]
    [InlineData("jwt", OfFunction, "", Rejected, Rest)]
    [InlineData("none", null, Outside, Rejected, Rest)]
    [InlineData(
        "api-key",
        Forbidden,
        Forbidden,
        "ok   without credentials: expected 403",
        "FAIL / with credentials",
        "FAIL missing path /none")]
    [InlineData(
        "api-key",
        "200 open",
        "200 open",
        "FAIL without credentials: expected 403, got 200 open",
        "ok   / with credentials",
        "FAIL missing path /none")]
    [InlineData(
        "api-key",
        Forbidden,
        "200 of the backend",
        "ok   without credentials: expected 403",
        "ok   / with credentials",
        "FAIL missing path /none")]
    [InlineData(
        "none",
        null,
        "403 of the backend",
        "skip without credentials",
        "FAIL / with credentials",
        "FAIL missing path /none")]
    [InlineData(
        "none",
        null,
        "429 of the backend",
        "skip without credentials",
        "FAIL / with credentials",
        "FAIL missing path /none")]
    [InlineData(
        "none",
        null,
        "502 of the backend",
        "skip without credentials",
        "FAIL / with credentials",
        "FAIL missing path /none")]
    [InlineData(
        "none",
        null,
        NoRoute,
        "skip without credentials",
        "FAIL / with credentials",
        "FAIL missing path /none: expected the backend's 404, got 404 {\"message\":\"Not Found\"}, which is from API Gateway and not from the backend"
    )]
    [InlineData(
        "none",
        null,
        OfBackend,
        "skip without credentials",
        "ok   / with credentials",
        "ok   missing path /none")]
    public async Task Smoke_DistinguishesWhoRejects(
        string auth,
        string? without,
        string with,
        params string[] beginnings) =>
        AssertBeginnings(beginnings, await RunAsync(auth, isForEverybody: false, without, with));

    /// <summary>If every address may call, the caller's address does not explain a 403.</summary>
    [Fact]
    public async Task Smoke_OfAProxyForEveryAddress_ThatRejectsEveryRequest_Fails() => AssertBeginnings(
        ["ok   without credentials: expected 403, got 403", "FAIL / with credentials", "FAIL missing path /none"],
        await RunAsync("iam", isForEverybody: true, Outside, Outside));

    [Theory]
    [InlineData("no url", "health", "2000")]
    public async Task Smoke_WithInvalidOptions_NamesEach(string url, string target, string status)
    {
        var scaffold = await Webhooks.Value;
        var result = await (
            await scaffold.ServerlessAsync("smoke", "--url", url, "--target", target, "--status", status)
        ).RunAsync();
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains($"  --url: \"{url}\" is not a URL. Use ", result.Output, StringComparison.Ordinal);
        Assert.Contains($"  --target: \"{target}\" is not a path. Start ", result.Output, StringComparison.Ordinal);
        Assert.Contains($"  --status: \"{status}\" is not a status. Use ", result.Output, StringComparison.Ordinal);
        Assert.Contains("  WEBHOOK_SECRET: is missing. Set this environment variable to ", result.Output, StringComparison.Ordinal);
    }

    /// <summary>The URL and the key are from AWS. The URL does not exist here, and the key is not printed.</summary>
    [Fact]
    public async Task Smoke_OfAStage_FindsItsUrlAndItsKey()
    {
        await using var rehearsal = await DeployRehearsal.StartWithoutBuildAsync("smoke-stage", [.. Template.Working]);
        await rehearsal.DeployAsync();
        var result = await rehearsal.ServerlessAsync("smoke");
        Assert.NotEqual(0, result.ExitCode);
        Assert.Equal(3, Lines(result).Count(line => line.StartsWith("FAIL ", StringComparison.Ordinal)));
        var id = Assert.Single(rehearsal.Account.RestApis.All).Id;
        Assert.Contains(
            $"smoke: https://{id}.execute-api.eu-west-1.amazonaws.com/dev/forward failed the test. ",
            result.Output,
            StringComparison.Ordinal);
        Assert.DoesNotContain(
            Assert.Single(rehearsal.Account.RestApis.ApiKeys).Value,
            result.Output,
            StringComparison.Ordinal);
        Assert.Empty(rehearsal.Aws.Unsupported);
    }

    /// <summary>
    /// Runs the checks against one response to requests without credentials and one to those with them.
    /// </summary>
    private static async Task<List<string>> RunAsync(string auth, bool isForEverybody, string? without, string with)
    {
        const string Script = """
            const { schemes } = require('./plugin/gateway/auth');
            const [auth, isForEverybody, without, given] = JSON.parse(process.argv[1]);
            if (schemes[auth].refusal) schemes[auth].headers = (secret) => ({ 'x-secret': secret });
            fetch = async (url, { headers }) => {
              const response = !schemes[auth].refusal || headers['x-secret'] ? given : without;
              return new Response(response.slice(4), { status: Number(response.slice(0, 3)) });
            };
            const isChecked = Boolean(schemes[auth].refusal);
            const paths = { url: 'https://proxy.example/forward', target: '/', missing: '/none' };
            const proxy = { ...paths, auth, secret: 'right', isChecked, isForEverybody };
            require('./plugin/operate/smoke').check(proxy, (line) => console.log(line));
            """;
        var arguments = JsonSerializer.Serialize(new object?[] { auth, isForEverybody, without, with });
        var folder = (await Webhooks.Value).Folder;
        var run = (await new Command("node", "--eval", Script, arguments) { Folder = folder }.RunAsync()).OrFail();
        return [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    private static void AssertBeginnings(string[] beginnings, List<string> lines)
    {
        Assert.Equal(beginnings.Length, lines.Count);
        Assert.All(beginnings.Zip(lines), pair => Assert.StartsWith(pair.First, pair.Second, StringComparison.Ordinal));
    }

    private static List<string> Lines(CommandResult result) =>
        [.. result.Output.Split('\n').Select(line => line.TrimEnd('\r'))
            .Where(line => line.Length > 5 && (line[..5] is "ok   " or "FAIL " or "skip "))];

    private static async Task<CommandResult> SmokeAsync(
        Scaffold scaffold,
        Uri address,
        KeyValuePair<string, string> secret,
        params string[] options)
    {
        var command = await scaffold.ServerlessAsync(["smoke", "--url", address.OriginalString, .. options]);
        return await (command with { Environment = [.. command.Environment, secret] }).RunAsync();
    }
}
