using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Settings that leave a proxy open, shut or unlimited are rejected before anything is built.
/// <see cref="CompiledTemplateTests"/> has those that only the compiled template shows.</summary>
public sealed class ProtectionTests
{
    private const string Right = """
        {
          "service": "my-proxy",
          "plugins": ["./serverless/proxy.js", "serverless-api-gateway-throttling", "serverless-add-api-key", "serverless-prune-plugin"],
          "provider": { "apiGateway": { "resourcePolicy": [] }, "environment": { "AUTH": "api-key", "ALLOWED_CIDRS": "" } },
          "functions": { "forward": { "name": "my-proxy-dev-forward", "events": [{ "http": { "method": "POST", "path": "forward", "private": true } }] } },
          "resources": { "arns": ["arn:aws:logs:eu-west-1:1:log-group:/aws/lambda/my-proxy-dev-forward:*", "arn:aws:lambda:eu-west-1:1:function:my-proxy-dev-forward"] },
          "custom": {
            "proxy": { "auth": "api-key", "allowedCidrs": "0.0.0.0/0,::/0" },
            "apiGatewayThrottling": { "maxRequestsPerSecond": 100, "maxConcurrentRequests": 50 },
            "apiKeys": [{
              "name": "my-proxy-dev",
              "usagePlan": { "name": "my-proxy-dev", "quota": { "limit": 1000, "period": "DAY" }, "throttle": { "rateLimit": 50, "burstLimit": 100 } }
            }]
          }
        }
        """;

    private const string Events = "functions.forward.events";
    private const string Keys = "custom.apiKeys";

    /// <summary>What is set to what (JSON; nothing removes it), and how the problem begins.</summary>
    public static TheoryData<string, string?, string> Edits => new()
    {
        // Events that ask callers for something else than auth says.
        { Events, """[{ "http": { "method": "POST", "path": "forward" } }]""", "http POST /forward: asks callers for nothing, " },
        { Events, """[{ "http": "POST forward" }]""", "http POST /forward: asks callers for nothing, " },
        { Events, """[{ "http": { "method": "POST", "path": "forward", "private": true, "authorizer": "aws_iam" } }]""", "http POST /forward: asks callers for private: true, authorizer: aws_iam, " },
        { Events, """[{ "http": { "method": "POST", "path": "forward", "private": false } }]""", "http POST /forward: asks callers for nothing, " },
        { "custom.proxy.auth", "\"oauth\"", "auth: \"oauth\" is unknown; " },
        { "custom.proxy.auth", null, "auth: nothing is unknown; " },
        { "custom.proxy.auth", "\"toString\"", "auth: \"toString\" is unknown; " },
        { "custom.proxy.auth", "\"__proto__\"", "auth: \"__proto__\" is unknown; " },

        // What is checked must be what is deployed.
        { "provider.environment.AUTH", "\"none\"", "environment of functions.forward: AUTH is not what custom.proxy says; " },
        { "functions.forward.environment", """{ "AUTH": "none" }""", "environment of functions.forward: AUTH is not what custom.proxy says; " },
        { "provider.environment.TRUSTED_HEADERS", "\"X-Real-IP\"", "environment of functions.forward: TRUSTED_HEADERS is not what custom.proxy says; " },
        { "custom.proxy.trustedHeaders", "\"X-Real-IP\"", "environment of functions.forward: TRUSTED_HEADERS is not what custom.proxy says; " },
        { "functions.forward.name", "\"jenkins\"", "functions.forward: jenkins could not write its log, " },

        // What the throttling plugin passes over.
        { "custom.apiGatewayThrottling.maxRequestsPerSecond", "0", "custom.apiGatewayThrottling.maxRequestsPerSecond: 0 is no limit; " },
        { "custom.apiGatewayThrottling.maxConcurrentRequests", null, "custom.apiGatewayThrottling.maxConcurrentRequests: is missing; " },
        { "custom.apiGatewayThrottling.maxConcurrentRequests", "-1", "custom.apiGatewayThrottling.maxConcurrentRequests: -1 is no limit; " },
        { "custom.apiGatewayThrottling.maxConcurrentRequests", "\"50\"", "custom.apiGatewayThrottling.maxConcurrentRequests: \"50\" is no limit; " },
        { $"{Events}.0.http.throttling", """{ "maxRequestsPerSecond": 0 }""", "http POST /forward: throttling.maxRequestsPerSecond: 0 is no limit; " },
        { "custom.apiGatewayThrottling.maxConcurrentRequests", "2.5", "custom.apiGatewayThrottling.maxConcurrentRequests: 2.5 is no limit; " },
        { $"{Events}.0.http.throttling", """{ "disabled": true }""", "http POST /forward: throttling.disabled takes every limit away; " },
        { $"{Events}.0.http.method", "\"*\"", "http * /forward: the method * " },
        { "plugins", """["serverless-add-api-key"]""", "plugins: serverless-api-gateway-throttling is missing, " },

        // What the key plugin passes over.
        { "plugins", """["serverless-api-gateway-throttling"]""", "plugins: serverless-add-api-key is missing, " },
        { Keys, null, "custom.apiKeys: has no key, " },
        { Keys, "[]", "custom.apiKeys: has no key, " },
        { Keys, """{ "prod": [] }""", "custom.apiKeys: has no key, " },
        { $"{Keys}.0.name", "\"secret\"", "custom.apiKeys[0].name: \"secret\" could be another proxy's; " },
        { $"{Keys}.0.name", "\"my-proxy-prod\"", "custom.apiKeys[0].name: \"my-proxy-prod\" could be another proxy's; " },
        { $"{Keys}.0.usagePlan.name", "\"global-plan\"", "custom.apiKeys[0].usagePlan.name: \"global-plan\" could be another proxy's; " },
        { $"{Keys}.0.name", "\"my-proxy-developers\"", "custom.apiKeys[0].name: \"my-proxy-developers\" could be another proxy's; " },
        { $"{Keys}.0.value", "\"1234567890123456789\"", "custom.apiKeys[0].value: is no text of 20 to 128 characters; " },
        { $"{Keys}.0.value", "12345678901234567890", "custom.apiKeys[0].value: is no text of 20 to 128 characters; " },
        { $"{Keys}.0.usagePlan.quota.limit", "0", "custom.apiKeys[0].usagePlan.quota.limit: 0 is no limit; " },
        { $"{Keys}.0.usagePlan.quota.period", "\"HOUR\"", "custom.apiKeys[0].usagePlan.quota.period: \"HOUR\" is no period; " },
        { $"{Keys}.0.usagePlan.throttle.rateLimit", null, "custom.apiKeys[0].usagePlan.throttle.rateLimit: is missing; " },
        { $"{Keys}.0.usagePlan.throttle.burstLimit", "0", "custom.apiKeys[0].usagePlan.throttle.burstLimit: 0 is no limit; " },
    };

    [Theory]
    [MemberData(nameof(Edits))]
    public async Task Edit_ThatTakesTheProtectionApart_IsOneProblem(string path, string? json, string beginning)
    {
        var problem = Assert.Single(await ProblemsAsync(With((path, json))));
        Assert.StartsWith(beginning, problem, StringComparison.Ordinal);
        Assert.Contains("; right is ", problem, StringComparison.Ordinal);
    }

    /// <summary>Webhooks send no key: the common configuration that demands one, and admits only GitHub's addresses, refuses everybody.</summary>
    [Fact]
    public async Task KeyForWebhooks_IsRefused() => Assert.Equal(
        [
            "http POST /forward: asks callers for private: true, which does not go with auth \"github\"; right is nothing",
            "custom.apiKeys: auth \"github\" asks for no key, so that these would open nothing; right is none",
        ],
        await ProblemsAsync(With(("custom.proxy.auth", "\"github\""), ("provider.environment.AUTH", "\"github\""))));

    public static TheoryData<string, string> Coherent => new()
    {
        { "api-key", """[{ "http": { "method": "any", "path": "forward", "private": true, "throttling": { "maxRequestsPerSecond": 5 } } }]""" },
        { "iam", """[{ "http": { "method": "GET", "path": "/forward", "authorizer": { "type": "AWS_IAM" } } }]""" },
        { "iam", """[{ "httpApi": { "method": "GET", "path": "/forward", "authorizer": { "type": "aws_iam" } } }]""" },
        { "jwt", """[{ "httpApi": { "method": "GET", "path": "/forward", "authorizer": { "name": "jwt" } } }]""" },
        { "stripe", """[{ "httpApi": "POST /forward" }]""" },
        { "none", """[{ "http": "POST /forward" }]""" },
    };

    [Theory]
    [MemberData(nameof(Coherent))]
    public async Task EventsThatGoWithAuth_AreNoProblem(string auth, string events) => Assert.Empty(await ProblemsAsync(With(
        ("custom.proxy.auth", $"\"{auth}\""),
        ("provider.environment.AUTH", $"\"{auth}\""),
        (Events, events),
        ("provider.httpApi", """{ "authorizers": { "jwt": { "type": "jwt" } } }"""),
        auth == "api-key" ? ("custom.proxy.auth", "\"api-key\"") : (Keys, null))));

    /// <summary>A stage has a name that people choose; every object has something of the name <c>constructor</c>.</summary>
    [Theory]
    [InlineData("constructor")]
    [InlineData("toString")]
    [InlineData("__proto__")]
    public async Task Stage_WhoseNameEveryObjectHas_HasNoKeys_UnlessItIsListed(string stage) => Assert.StartsWith(
        "custom.apiKeys: has no key, ",
        Assert.Single(await LocalPlugin.ProblemsAsync(["api-keys"], With((Keys, """{ "dev": [] }""")), stage)),
        StringComparison.Ordinal);

    /// <summary>An Allow in the resource policy would stand for the permission that IAM asks of a caller of the same account.</summary>
    [Theory]
    [InlineData("iam", """{"Effect":"Deny","Principal":"*","Action":["execute-api:Invoke"],"Resource":"execute-api:/*","Condition":{"NotIpAddress":{"aws:SourceIp":["203.0.113.0/24"]}}}""")]
    [InlineData("api-key", """{"Effect":"Allow","Principal":"*","Action":["execute-api:Invoke"],"Resource":"execute-api:/*","Condition":{"IpAddress":{"aws:SourceIp":["203.0.113.0/24"]}}}""")]
    public async Task AllowedCidrs_OfARestApi_AreAPolicyThatPermitsNothingMore(string auth, string statement) =>
        Assert.Equal($"[{statement}]", (await LocalPlugin.CallAsync("callers.resourcePolicy", auth, "203.0.113.0/24")).ToJsonString());

    private static Task<IReadOnlyList<string>> ProblemsAsync(JsonNode service) =>
        LocalPlugin.ProblemsAsync(["protection", "throttling", "api-keys", "role"], service, "dev");

    private static JsonNode With(params (string Path, string? Json)[] edits)
    {
        var service = JsonNode.Parse(Right)!;
        foreach (var (path, json) in edits)
        {
            var names = path.Split('.');
            var parent = names[..^1].Aggregate(service, (node, name) => node is JsonArray array ? array[int.Parse(name, null)]! : node[name]!);
            if (parent is JsonArray list)
            {
                list.Add(JsonNode.Parse(json!));
            }
            else if (json is null)
            {
                parent.AsObject().Remove(names[^1]);
            }
            else
            {
                parent[names[^1]] = JsonNode.Parse(json);
            }
        }

        return service;
    }
}
