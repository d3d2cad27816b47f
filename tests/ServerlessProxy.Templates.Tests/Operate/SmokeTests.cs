using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ServerlessProxy.Eng;
using ServerlessProxy.Eng.Start;
using ServerlessProxy.Templates.Tests.Aws;

namespace ServerlessProxy.Templates.Tests;

/// <summary><c>npm run smoke</c>: what it says of a proxy that is right, and of one that is not.</summary>
public sealed class SmokeTests
{
    private const string Secret = "0123456789abcdef0123456789abcdef";
    private const string Outside = "403 {\"Message\":\"User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:…\"}", Forbidden = "403 {\"message\":\"Forbidden\"}";
    private const string NoToken = "403 {\"message\":\"Missing Authentication Token\"}";

    [Theory]
    [InlineData("rest", "auto", "API_KEY", "ok   without credentials, 403: 403", "ok   with a wrong one, 403: 403")]
    [InlineData("http", "stripe", "WEBHOOK_SECRET", "ok   without signature, 401: 401", "ok   with a wrong signature, 401: 401")]
    public async Task Smoke_OfAProxyOnThisMachine_ChecksWhatCallersSee(string apiType, string auth, string variable, string without, string wrong)
    {
        await using var backend = await Loopback.StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal) ? 200 : 404;
            return context.Response.WriteAsync("of the service");
        });
        var scaffold = await Template.CreateAsync($"smoke-{apiType}", "my-proxy", "--api-type", apiType, "--auth", auth);
        var serve = await scaffold.ServerlessAsync("local", "--port", "0", "--param", $"url={backend.Urls.Single()}");
        using var local = await RunningProxy.StartAsync(serve with { Environment = [.. serve.Environment, new(variable, Secret)] });

        var right = await SmokeAsync(scaffold, local.Address, new(variable, Secret), "--target", "/health", "--status", "200");
        Assert.Equal(0, right.ExitCode);
        Assert.Equal(5, Lines(right, "ok   ").Count);
        Assert.Contains(Lines(right, "ok   "), line => line.StartsWith(without, StringComparison.Ordinal));
        Assert.Contains(Lines(right, "ok   "), line => line.StartsWith(wrong, StringComparison.Ordinal));
        Assert.Contains(Lines(right, "ok   "), line => line.StartsWith("ok   /health with the right ones, 200: 200 of the service", StringComparison.Ordinal));
        Assert.Contains(Lines(right, "ok   "), line => line.Contains("a 404 of the service: 404 of the service", StringComparison.Ordinal));
        Assert.Contains(Lines(right, "ok   "), line => line.StartsWith("ok   300 requests at once, 429 for some: ", StringComparison.Ordinal));
        Assert.DoesNotContain(Secret, right.Output, StringComparison.Ordinal);

        // What the proxy takes is not what this caller has, and the service is not what it should be.
        var other = await SmokeAsync(scaffold, local.Address, new(variable, "fedcba9876543210fedcba9876543210"), "--status", "200", "--missing", "/health", "--skip-limit");
        Assert.NotEqual(0, other.ExitCode);
        Assert.Equal(2, Lines(other, "ok   ").Count);
        Assert.Equal(2, Lines(other, "FAIL ").Count);
        Assert.Contains("skip limit: not asked for", other.Output, StringComparison.Ordinal);
        Assert.Contains($"The proxy at {local.Address} is not as it should be", other.Output, StringComparison.Ordinal);
    }

    /// <summary>A 202 says that the queue has it; the service then gets what callers sent, and no more.</summary>
    [Fact]
    public async Task Smoke_OfAProxyWithAQueue_ExpectsThatItIsAccepted()
    {
        var delivered = new ConcurrentQueue<string>();
        await using var backend = await Loopback.StartAsync(context =>
        {
            delivered.Enqueue($"{context.Request.Method} {context.Request.Path} {context.Request.Headers["X-Proxy-Delivery-Attempt"]}");
            return context.Response.WriteAsync("taken");
        });
        var scaffold = await Template.CreateAsync("smoke-queued", "my-proxy", "--delivery", "queued", "--auth", "github");
        var serve = await scaffold.ServerlessAsync("local", "--port", "0", "--param", $"url={backend.Urls.Single()}");
        using var local = await RunningProxy.StartAsync(serve with { Environment = [.. serve.Environment, new("WEBHOOK_SECRET", Secret)] });

        var right = await SmokeAsync(scaffold, local.Address, new("WEBHOOK_SECRET", Secret), "--target", "/hook");
        Assert.True(right.ExitCode == 0, right.Output);
        Assert.Equal(4, Lines(right, "ok   ").Count);
        Assert.Contains(Lines(right, "ok   "), line => line.StartsWith("ok   /hook with the right ones, 202: 202 {\"messageId\":", StringComparison.Ordinal));
        Assert.Contains("skip a 404 of the service: what is queued is answered before the service is asked", right.Output, StringComparison.Ordinal);

        // Of all that smoke has sent, one was signed.
        for (var waited = 0; delivered.IsEmpty && waited < 100; waited++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal(["POST /hook 1"], delivered);
    }

    /// <summary>Auth; what is answered without, with wrong and with right credentials, as status and body; and how every line begins. <c>Message</c> is what a resource policy's refusal says.</summary>
    [Theory]
    [InlineData("api-key", Outside, Outside, Outside, "ok   an address outside allowedCidrs is refused: 403", "skip all else")]
    [InlineData("iam", NoToken, "403 {\"message\":\"The security token included in the request is invalid.\"}", "403 {\"Message\":\"User: arn:aws:sts::123456789012:assumed-role/a/b is not authorized to perform: execute-api:Invoke on resource: … with an explicit deny\"}", "ok   an address outside allowedCidrs is refused: 403", "skip all else")]
    [InlineData("iam", NoToken, NoToken, "403 {\"Message\":\"User: arn:aws:iam::123456789012:user/a is not authorized to perform: execute-api:Invoke on resource: …\"}", "ok   without credentials, 403", "ok   with a wrong one, 403", "FAIL / with the right ones", "FAIL /none, a 404")]
    [InlineData("iam", NoToken, NoToken, NoToken, "ok   without credentials, 403", "ok   with a wrong one, 403", "FAIL / with the right ones", "FAIL /none, a 404")]
    [InlineData("github", NoToken, NoToken, NoToken, "FAIL without signature, 401", "FAIL with a wrong signature, 401", "FAIL / with the right ones", "FAIL /none, a 404")]
    [InlineData("github", "403 {\"message\":\"The caller is not allowed.\",\"requestId\":\"1\"}", null, "", "ok   an address outside allowedCidrs is refused: 403", "skip all else")]
    [InlineData("jwt", "403 {\"message\":\"The caller is not allowed.\",\"requestId\":\"1\"}", null, "", "ok   an address outside allowedCidrs is refused: 403", "skip all else")]
    [InlineData("none", null, null, Outside, "ok   an address outside allowedCidrs is refused: 403", "skip all else")]
    [InlineData("api-key", Forbidden, Forbidden, Forbidden, "ok   without credentials, 403", "ok   with a wrong one, 403", "FAIL / with the right ones", "FAIL /none, a 404")]
    [InlineData("api-key", Forbidden, Forbidden, "200 of the service", "ok   without credentials, 403", "ok   with a wrong one, 403", "ok   / with the right ones", "FAIL /none, a 404")]
    [InlineData("none", null, null, "403 of the service", "skip refusal", "FAIL / with the right ones", "FAIL /none, a 404")]
    [InlineData("none", null, null, "404 {\"message\":\"Not Found\"}", "skip refusal", "FAIL / with the right ones", "FAIL /none, a 404")]
    [InlineData("none", null, null, "404 of the service", "skip refusal", "ok   / with the right ones", "ok   /none, a 404")]
    public async Task Smoke_BehindAllowedCidrs_SaysWhoRefuses(string auth, string? without, string? wrong, string right, params string[] beginnings)
    {
        var lines = await RunAsync(auth, isForEverybody: false, without, wrong, right);
        Assert.Equal(beginnings.Append("skip limit").Take(lines.Count), beginnings.Append("skip limit").Zip(lines, (beginning, line) => line.StartsWith(beginning, StringComparison.Ordinal) ? beginning : line));
        Assert.InRange(lines.Count, beginnings.Length, beginnings.Length + 1);
    }

    /// <summary>Where everybody may call, a 403 of each request is no question of addresses.</summary>
    [Fact]
    public async Task Smoke_OfAProxyForEverybody_ThatRefusesEverybody_Fails()
    {
        var lines = await RunAsync("iam", isForEverybody: true, Outside, Outside, Outside);
        Assert.Contains(lines, line => line.StartsWith("FAIL / with the right ones", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("ok   with a wrong one, 403: 403", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("no url", "health", "2000")]
    public async Task Smoke_ThatCannotBe_SaysWhatItNeeds(string url, string target, string status)
    {
        var scaffold = await Template.CreateAsync("smoke-refusal", "my-proxy", "--auth", "gitlab");
        var result = await (await scaffold.ServerlessAsync("smoke", "--url", url, "--target", target, "--status", status)).RunAsync();
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains($"  --url: \"{url}\" is no URL; right is ", result.Output, StringComparison.Ordinal);
        Assert.Contains($"  --target: \"{target}\" is no path; right is ", result.Output, StringComparison.Ordinal);
        Assert.Contains($"  --status: \"{status}\" is no status; right is ", result.Output, StringComparison.Ordinal);
        Assert.Contains("  WEBHOOK_SECRET: is not set; right is ", result.Output, StringComparison.Ordinal);
    }

    /// <summary>Address and key come from AWS. The address is nobody's here, and the key is told to nobody.</summary>
    [Fact]
    public async Task Smoke_OfAStage_FindsItsAddressAndItsKey()
    {
        await using var rehearsal = await DeployRehearsal.StartWithoutBuildAsync("smoke-stage", [.. Template.Working]);
        await rehearsal.DeployAsync();
        var result = await rehearsal.ServerlessAsync("smoke", "--skip-limit");
        Assert.NotEqual(0, result.ExitCode);
        Assert.Equal(4, Lines(result, "FAIL ").Count);
        Assert.Matches($"The proxy at https://{Assert.Single(rehearsal.Account.RestApis.All).Id}\\.execute-api\\.eu-west-1\\.amazonaws\\.com/dev/forward is not", result.Output);
        Assert.DoesNotContain(Assert.Single(rehearsal.Account.RestApis.ApiKeys).Value, result.Output, StringComparison.Ordinal);
        Assert.Empty(rehearsal.Aws.Unsupported);
    }

    /// <summary>The vectors of the providers' documentation, as the function's own tests have them.</summary>
    [Theory]
    [InlineData("github", "It's a Secret to Everybody", "Hello, World!", null, null, "x-hub-signature-256", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")]
    [InlineData("gitlab", "It's a Secret to Everybody", "{}", null, null, "x-gitlab-token", "It's a Secret to Everybody")]
    [InlineData("bitbucket", "It's a Secret to Everybody", "Hello World!", null, null, "x-hub-signature", "sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9")]
    [InlineData("gitea", "It's a Secret to Everybody", """{"ref":"refs/heads/main"}""", null, null, "x-gitea-signature", "6a42699496d8c4fb346af1c930df527931a321e28ada69dbc5ee82f438517fd2")]
    [InlineData("stripe", "whsec_test_secret_of_stripe", """{"id":"evt_1"}""", "1614265330", null, "stripe-signature", "t=1614265330,v1=fa24a3923b918c79e70d2e3b6088e6e35141c66306a1d5de5d2f6f290eeb949c")]
    [InlineData("slack", "8f742231b10e8888abcd99yyyzzz85a5", "token=xyzz0WbapA4vBCDEFasx0q6G", "1531420618", null, "x-slack-signature", "v0=8a2b7124f7f40357c2227bb1175c525fc1840d77da1a54b37028e17d1dc33503")]
    [InlineData("standard-webhooks", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", """{"test": 2432232314}""", "1614265330", "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    public async Task Smoke_SignsAsProvidersDo(string scheme, string secret, string body, string? time, string? id, string header, string value)
    {
        var script = $"const [scheme, ...given] = JSON.parse(process.argv[1]); console.log(JSON.stringify(require('./serverless/credentials').webhooks[scheme](...given.filter((each) => each !== null))))";
        var run = await new Command("node", "--eval", script, JsonSerializer.Serialize(new[] { scheme, secret, body, time, id })) { Folder = Repository.In("content") }.RunAsync();
        using var headers = JsonDocument.Parse(run.OrFail().Output);
        Assert.Equal(value, headers.RootElement.GetProperty(header).GetString());
    }

    /// <summary>Runs the checks, one answer each to who brings nothing, the wrong and the right credentials.</summary>
    private static async Task<List<string>> RunAsync(string auth, bool isForEverybody, params string?[] answers)
    {
        const string Script = """
            const { schemes } = require('./serverless/credentials');
            const [auth, isForEverybody, [without, wrong, right]] = JSON.parse(process.argv[1]);
            if (schemes[auth]) schemes[auth].headers = (secret) => ({ 'x-brought': secret });
            fetch = async (url, { headers }) => {
              const answer = !schemes[auth] || headers['x-brought'] === 'right' ? right : headers['x-brought'] ? wrong : without;
              return new Response(answer.slice(4), { status: Number(answer.slice(0, 3)) });
            };
            const proxy = { url: 'https://proxy.example/forward', auth, secret: 'right', checksCallers: true, isForEverybody };
            require('./serverless/checks').run(proxy, { target: '/', missing: '/none', skipLimit: true }, (line) => console.log(line));
            """;
        var arguments = JsonSerializer.Serialize(new object[] { auth, isForEverybody, answers });
        var run = (await new Command("node", "--eval", Script, arguments) { Folder = Repository.In("content") }.RunAsync()).OrFail();
        return [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    private static List<string> Lines(CommandResult result, string beginning) =>
        [.. result.Output.Split('\n').Where(line => line.StartsWith(beginning, StringComparison.Ordinal))];

    private static async Task<CommandResult> SmokeAsync(Scaffold scaffold, Uri address, KeyValuePair<string, string> secret, params string[] options)
    {
        var command = await scaffold.ServerlessAsync(["smoke", "--url", address.OriginalString, .. options]);
        return await (command with { Environment = [.. command.Environment, secret] }).RunAsync();
    }
}
