namespace ServerlessProxy.Templates.Tests;

/// <summary>Settings that leave a proxy open, shut or unlimited are rejected before anything is built.
/// <see cref="CompiledTemplateTests"/> has those that only the compiled template shows.</summary>
public sealed class ProtectionTests
{
    private const string Right = """
        {
          "service": "my-proxy",
          "plugins": ["./plugin", "serverless-api-gateway-throttling", "serverless-add-api-key", "serverless-prune-plugin"],
          "provider": { "environment": { "AUTH": "api-key", "ALLOWED_CIDRS": "" } },
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
    public static TheoryData<string, string?, string> Edits =>
        new()
        {
            // Events that ask callers for something else than auth says.
            {
                Events,
                """[{ "http": { "method": "POST", "path": "forward" } }]""",
                "http POST /forward: requires nothing, but auth \"api-key\" requires private: true. "
            },
            {
                Events,
                """[{ "http": "POST forward" }]""",
                "http POST /forward: requires nothing, but auth \"api-key\" requires private: true. "
            },
            {
                Events,
                """[{ "http": { "method": "POST", "path": "forward", "private": true, "authorizer": "aws_iam" } }]""",
                "http POST /forward: requires private: true, authorizer: aws_iam, but auth \"api-key\" "
            },
            {
                Events,
                """[{ "http": { "method": "POST", "path": "forward", "private": false } }]""",
                "http POST /forward: requires nothing, but auth \"api-key\" requires private: true. "
            },
            { "custom.proxy.auth", "\"oauth\"", "auth: \"oauth\" is unknown. " },
            { "custom.proxy.auth", null, "auth: \"\" is unknown. Use one of api-key, iam, none, " },
            { "custom.proxy.auth", "\"toString\"", "auth: \"toString\" is unknown. " },
            { "custom.proxy.auth", "\"__proto__\"", "auth: \"__proto__\" is unknown. " },
            // What is checked must be what is deployed.
            {
                "provider.environment.AUTH",
                "\"none\"",
                "functions.forward.environment.AUTH: \"none\" is not what the settings require. Use \"api-key\"."
            },
            {
                "functions.forward.environment",
                """{ "AUTH": "none" }""",
                "functions.forward.environment.AUTH: \"none\" is not what the settings require. Use \"api-key\"."
            },
            {
                "provider.environment.TRUSTED_HEADERS",
                "\"X-Real-IP\"",
                "functions.forward.environment.TRUSTED_HEADERS: \"X-Real-IP\" is not what the settings require. Use \"\"."
            },
            {
                "custom.proxy.trustedHeaders",
                "\"X-Real-IP\"",
                "functions.forward.environment.TRUSTED_HEADERS: \"\" is not what the settings require. Use \"X-Real-IP\"."
            },
            { "functions.forward.name", "\"jenkins\"", "functions.forward.role: does not name \"jenkins\". " },
            // What the throttling plugin passes over.
            {
                "custom.apiGatewayThrottling.maxRequestsPerSecond",
                "0",
                "custom.apiGatewayThrottling.maxRequestsPerSecond: \"0\" is not a limit. "
            },
            {
                "custom.apiGatewayThrottling.maxConcurrentRequests",
                null,
                "custom.apiGatewayThrottling.maxConcurrentRequests: is missing. "
            },
            {
                "custom.apiGatewayThrottling.maxConcurrentRequests",
                "-1",
                "custom.apiGatewayThrottling.maxConcurrentRequests: \"-1\" is not a limit. "
            },
            {
                "custom.apiGatewayThrottling.maxConcurrentRequests",
                "\"50\"",
                "custom.apiGatewayThrottling.maxConcurrentRequests: \"50\" is not a limit. "
            },
            {
                $"{Events}.0.http.throttling",
                """{ "maxRequestsPerSecond": 0 }""",
                "http POST /forward throttling.maxRequestsPerSecond: \"0\" is not a limit. "
            },
            {
                "custom.apiGatewayThrottling.maxConcurrentRequests",
                "2.5",
                "custom.apiGatewayThrottling.maxConcurrentRequests: \"2.5\" is not a limit. "
            },
            {
                $"{Events}.0.http.throttling",
                """{ "disabled": true }""",
                "http POST /forward throttling.disabled: removes every limit. "
            },
            {
                $"{Events}.0.http.method",
                "\"*\"",
                "http * /forward: \"*\" is a method that the throttling plugin does not find. "
            },
            { "plugins", """["serverless-add-api-key"]""", "plugins: \"serverless-api-gateway-throttling\" is missing. " },
            // What the key plugin passes over.
            { "plugins", """["serverless-api-gateway-throttling"]""", "plugins: \"serverless-add-api-key\" is missing. " },
            { Keys, null, "custom.apiKeys: is empty. " },
            { Keys, "[]", "custom.apiKeys: is empty. " },
            { Keys, """{ "prod": [] }""", "custom.apiKeys: is empty. " },
            {
                $"{Keys}.0.name",
                "\"secret\"",
                "custom.apiKeys[0].name: \"secret\" is invalid. Use a name that contains ${self:service}-${sls:stage}."
            },
            {
                $"{Keys}.0.name",
                "\"my-proxy-prod\"",
                "custom.apiKeys[0].name: \"my-proxy-prod\" is invalid. Use a name that contains ${self:service}-${sls:stage}."
            },
            {
                $"{Keys}.0.usagePlan.name",
                "\"global-plan\"",
                "custom.apiKeys[0].usagePlan.name: \"global-plan\" is invalid. Use a name that contains ${self:service}-${sls:stage}."
            },
            {
                $"{Keys}.0.name",
                "\"my-proxy-developers\"",
                "custom.apiKeys[0].name: \"my-proxy-developers\" is invalid. Use a name that contains ${self:service}-${sls:stage}."
            },
            {
                $"{Keys}.0.value",
                "\"1234567890123456789\"",
                "custom.apiKeys[0].value: is invalid. Use a text of 20 to 128 characters, "
            },
            {
                $"{Keys}.0.value",
                "12345678901234567890",
                "custom.apiKeys[0].value: is invalid. Use a text of 20 to 128 characters, "
            },
            { $"{Keys}.0.usagePlan.quota.limit", "0", "custom.apiKeys[0].usagePlan.quota.limit: \"0\" is invalid. Use a " },
            {
                $"{Keys}.0.usagePlan.quota.period",
                "\"HOUR\"",
                "custom.apiKeys[0].usagePlan.quota.period: \"HOUR\" is invalid. Use DAY, WEEK or MONTH."
            },
            {
                $"{Keys}.0.usagePlan.throttle.rateLimit",
                null,
                "custom.apiKeys[0].usagePlan.throttle.rateLimit: is missing. "
            },
            {
                $"{Keys}.0.usagePlan.throttle.burstLimit",
                "0",
                "custom.apiKeys[0].usagePlan.throttle.burstLimit: \"0\" is invalid. Use a "
            },
        };

    private static readonly string[] Modules = ["check/index#protectionProblems"];

    /// <summary>The problems of every edit, from one process.</summary>
    private static readonly Lazy<Task<Dictionary<(string, string?), string[]>>> Found = new(async () =>
    {
        var edits = Edits.Select(row => (Path: (string)row[0], Json: (string?)row[1])).ToList();
        var problems = await LocalPlugin.ProblemsOfEachAsync(Modules, edits.Select(Arguments));
        return edits.Zip(problems).ToDictionary(pair => pair.First, pair => pair.Second);

        static object[] Arguments((string Path, string? Json) edit) => [JsonEdit.Of(Right, edit), "dev"];
    });

    [Theory]
    [MemberData(nameof(Edits))]
    public async Task Edit_ThatTakesTheProtectionApart_IsOneProblem(string path, string? json, string beginning)
    {
        var problems = (await Found.Value)[(path, json)];
        Assert.StartsWith(beginning, Assert.Single(problems), StringComparison.Ordinal);
        PluginMessage.AssertForm(problems);
    }

    /// <summary>Webhooks bring no key: a proxy that requires one, and allows only GitHub's addresses, rejects everyone.
    /// </summary>
    [Fact]
    public async Task KeyForWebhooks_IsRefused() => Assert.Equal(
        [
            "http POST /forward: requires private: true, but auth \"github\" requires nothing. Correct the event.",
            "custom.apiKeys: auth \"github\" does not use API keys. Remove it.",
        ],
        await ProblemsAsync(("custom.proxy.auth", "\"github\""), ("provider.environment.AUTH", "\"github\"")));

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
    public async Task EventsThatGoWithAuth_AreNoProblem(string auth, string events) => Assert.Empty(await ProblemsAsync(
        ("custom.proxy.auth", $"\"{auth}\""),
        ("provider.environment.AUTH", $"\"{auth}\""),
        (Events, events),
        ("provider.httpApi", """{ "authorizers": { "jwt": { "type": "jwt" } } }"""),
        auth == "api-key" ? ("custom.proxy.auth", "\"api-key\"") : (Keys, null)));

    /// <summary>People choose the name of a stage, and every object has a property <c>constructor</c>.</summary>
    [Theory]
    [InlineData("constructor")]
    [InlineData("toString")]
    [InlineData("__proto__")]
    public async Task Stage_WhoseNameEveryObjectHas_HasNoKeys_UnlessItIsListed(string stage) => Assert.StartsWith(
        "custom.apiKeys: is empty. ",
        Assert.Single(await LocalPlugin.ProblemsAsync(
            ["gateway/api-keys"],
            JsonEdit.Of(Right, (Keys, """{ "dev": [] }""")),
            stage)),
        StringComparison.Ordinal);

    /// <summary>An Allow in the resource policy would replace the permission that IAM requires from a caller of the same
    /// account.</summary>
    [Theory]
    [InlineData(
        "iam",
        """{"Effect":"Deny","Principal":"*","Action":["execute-api:Invoke"],"Resource":"execute-api:/*","Condition":{"NotIpAddress":{"aws:SourceIp":["203.0.113.0/24"]}}}"""
    )]
    [InlineData(
        "api-key",
        """{"Effect":"Allow","Principal":"*","Action":["execute-api:Invoke"],"Resource":"execute-api:/*","Condition":{"IpAddress":{"aws:SourceIp":["203.0.113.0/24"]}}}"""
    )]
    public async Task AllowedCidrs_OfARestApi_AreAPolicyThatPermitsNothingMore(string auth, string statement)
    {
        var policy = await LocalPlugin.CallAsync("gateway/addresses.resourcePolicy", auth, "203.0.113.0/24");
        Assert.Equal($"[{statement}]", policy.ToJsonString());
    }

    private static Task<string[]> ProblemsAsync(params (string Path, string? Json)[] edits) =>
        LocalPlugin.ProblemsAsync(Modules, JsonEdit.Of(Right, edits), "dev");
}
