using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Checks what the plugin of a proxy over a VPC link rejects before deploying.</summary>
public sealed class VpcLinkRefusalTests
{
    private const string Plan = """
        {
          "name": "my-proxy-dev",
          "quota": { "limit": 1000, "period": "DAY" },
          "throttle": { "rateLimit": 50, "burstLimit": 100 }
        }
        """;

    private const string Fix = @"\. (Use|Set|Add|Remove|Overwrite|Look) .*\.$";

    /// <summary>API type, auth, and how the one problem of <c>sls package</c> begins.</summary>
    [Theory]
    [InlineData("rest", "jwt", "auth: \"jwt\" does not work: a REST API has no JWT authorizer. Use iam, ")]
    [InlineData("http", "api-key", "auth: \"api-key\" does not work: an HTTP API has no API keys. Use iam, ")]
    public async Task Auth_OfTheOtherApi_EndsDotnetNew_AndIsRejected(string apiType, string auth, string problem)
    {
        var package = await Template.PackageAsync();
        var folder = Repository.EmptyArtifacts("tests", "scaffolds", $"link-refusal-{apiType}-{auth}");
        string[] options = VpcLinkCase.OptionsOf(apiType, auth);
        string[] words = [TemplatePackage.Link, "--no-update-check", "--name", "my-proxy", .. options];
        var created = await (package.New(words) with { Folder = folder }).RunAsync();
        Assert.Equal(105, created.ExitCode);
        Assert.Contains(
            apiType == "rest"
                ? "--auth: \"jwt\" requires an HTTP API. Use --auth iam or --api-type http."
                : "--auth: \"api-key\" requires a REST API. Use iam or --api-type rest.",
            created.Output,
            StringComparison.Ordinal);

        var scaffold = new Scaffold(Path.Combine(folder, "my-proxy"), created.Output);
        var (template, output) = await VpcLinkScaffolds.PackageAsync(scaffold);
        Assert.Null(template);
        Assert.StartsWith(problem, Assert.Single(Lines(output)), StringComparison.Ordinal);
    }

    /// <summary>These are options of the other template.</summary>
    [Theory]
    [InlineData("--auth", "github")]
    [InlineData("--delivery", "queued")]
    [InlineData("--hosting", "native")]
    public async Task OptionThatNeedsAFunction_IsUnknown(string option, string value)
    {
        var package = await Template.PackageAsync();
        string[] words = [TemplatePackage.Link, "--no-update-check", "--dry-run", "--name", "my-proxy", option, value];
        var folder = Repository.EmptyArtifacts("tests", "link-unknown");
        var created = await (package.New(words) with { Folder = folder }).RunAsync();
        Assert.NotEqual(0, created.ExitCode);
        Assert.Matches($"'({option}|{value})' is not a valid (option|value)", created.Output);
    }

    [Fact]
    public async Task Placeholders_AreListed()
    {
        var scaffold = await Template.CreateFromAsync(TemplatePackage.Link, "link-placeholders", "my-proxy");
        var (template, output) = await VpcLinkScaffolds.PackageAsync(scaffold);
        Assert.Null(template);
        string[] placeholders =
        [
            "url: \"http://replace-me.invalid\"", "loadBalancerArn: \"load-balancer-replace-me\"",
            "vpcId: \"vpc-replace-me\"", "subnetIds: \"subnet-replace-me\"",
        ];
        var listed = Lines(output).Select(line => line.Split(" is a placeholder. Use ")[0]);
        Assert.Equal(placeholders.Order(), listed.Order());
    }

    [Fact]
    public async Task Function_IsAProblem()
    {
        var service = Service("rest", "api-key", []);
        service["functions"] = JsonNode.Parse("""{ "forward": {} }""");
        Assert.Equal(
            ["functions.forward: no request reaches a function here. Remove it."],
            await CallAsync("rest", "api-key", "configurationProblems", service));
    }

    [Fact]
    public async Task SecurityGroupOfTheLoadBalancer_WithoutItsRule_IsAProblem()
    {
        var service = Service("rest", "api-key", new() { ["loadBalancerSecurityGroupId"] = "sg-12345678" });
        var template = await VpcLinkScaffolds.TemplateOfAsync("rest", "api-key");
        Assert.Equal(
            [
                "loadBalancerSecurityGroupId: the template has no rule for \"sg-12345678\". "
                    + "Add resources/load-balancer-ingress.yml.",
            ],
            await TemplateProblemsAsync("rest", "api-key", template, service));
    }

    /// <summary>API type, auth, path in the template, its new JSON (null removes it), and the problem.</summary>
    public static TheoryData<string, string, string, string?, string> Edits => new()
    {
        { "rest", "api-key", "ProxyGet/Properties/ApiKeyRequired", null, "GET /forward: requires nothing, " },
        { "rest", "api-key", "ProxyGet/Properties/ApiKeyRequired", "\"false\"", "GET /forward: requires nothing, " },
        {
            "rest", "api-key", "ProxyBelowPost/Properties/AuthorizationType", "\"AWS_IAM\"",
            "POST /forward/{proxy+}: requires an API key and AWS_IAM, "
        },
        {
            "rest", "api-key", "ProxyGet/Properties/Integration/RequestParameters/integration.request.header.x-api-key",
            null, "GET /forward: passes the caller's API key "
        },
        {
            "rest", "api-key", "ProxyGet/Properties/Integration/RequestParameters/integration.request.header.x-api-key",
            "\"method.request.header.x-api-key\"", "GET /forward: passes the caller's API key "
        },
        {
            "rest", "iam",
            "ProxyBelowPut/Properties/Integration/RequestParameters/integration.request.header.x-amz-security-token",
            null, "PUT /forward/{proxy+}: passes the caller's session token "
        },
        {
            "rest", "api-key", "ProxyGet/Properties/Integration/Uri", "\"https://backend.internal:8443\"",
            "GET /forward: does not send requests to url "
        },
        {
            "rest", "api-key", "ProxyGet/Properties/Integration/ConnectionType", "\"INTERNET\"",
            "GET /forward: does not send requests to url "
        },
        {
            "rest", "api-key", "ProxyGet/Properties/RestApiId", "\"abc123\"",
            "GET /forward: belongs to an API other than ApiGatewayRestApi. "
        },
        {
            "rest", "api-key", "ApiGatewayRestApi/Properties/Policy", """{ "Statement": [] }""",
            "ApiGatewayRestApi: Policy is not that of allowedCidrs. "
        },
        { "rest", "api-key", "ApiGatewayStage/Properties/MethodSettings", null, "the stage: lacks the limits " },
        {
            "rest", "api-key", "ProxyApiKey/Properties/Enabled", "false",
            "API key \"my-proxy-dev\": is missing or not enabled. "
        },
        {
            "rest", "api-key", "ProxyUsagePlan/Properties/Quota/Limit", "100000",
            "usage plan \"my-proxy-dev\": is missing, or lacks "
        },
        { "rest", "api-key", "ProxyUsagePlanKey", null, "usage plan \"my-proxy-dev\": lacks the API key. " },
        {
            "rest", "none", "Stray", """{ "Type": "AWS::ApiGateway::ApiKey" }""",
            "Stray: auth \"none\" does not use API keys. "
        },
        { "http", "jwt", "ProxyGet/Properties/AuthorizationType", "\"NONE\"", "GET /forward: requires nothing, " },
        {
            "http", "jwt", "HttpApiAuthorizer/Properties/AuthorizerType", "\"REQUEST\"",
            "GET /forward: requires another JWT, "
        },
        {
            "http", "jwt", "ProxyIntegration/Properties/RequestParameters/overwrite:path", "\"$request.path\"",
            "GET /forward: does not send requests to url "
        },
        {
            "http", "jwt", "ProxyIntegration/Properties/ConnectionType", "\"INTERNET\"",
            "GET /forward: does not send requests to url "
        },
        {
            "http", "jwt", "HttpApiStage/Properties/DefaultRouteSettings/ThrottlingRateLimit", "10000",
            "the stage: lacks the limits "
        },
        { "http", "jwt", "HttpApiStage/Properties/RouteSettings", "{}", "the stage: lacks the limits " },

        // Settings that bypass or change the routes.
        {
            "http", "jwt", "HttpApiAuthorizer/Properties/JwtConfiguration/Issuer", "\"https://elsewhere.example\"",
            "HttpApiAuthorizer: does not accept the tokens of jwtIssuer and jwtAudience. "
        },
        {
            "http", "jwt", "HttpApi/Properties/Target", "\"https://backend.example\"",
            "HttpApi: Target changes the routes. "
        },
        {
            "http", "jwt", "Api", """{ "Type": "AWS::ApiGatewayV2::Api" }""",
            "Api: is a second API, which is not checked. "
        },
        {
            "rest", "api-key", "Api", """{ "Type": "AWS::ApiGateway::RestApi" }""",
            "Api: is a second API, which is not checked. "
        },
        {
            "rest", "api-key", "ApiGatewayRestApi/Properties/Body", "{}", "ApiGatewayRestApi: Body changes the routes. "
        },
        {
            "rest", "api-key", "ApiGatewayRestApi/Properties/ApiKeySourceType", "\"AUTHORIZER\"",
            "ApiGatewayRestApi: ApiKeySourceType changes the routes. "
        },
        {
            "rest", "api-key", "Second",
            """{ "Type": "AWS::ApiGateway::Deployment", "Properties": { "StageName": "open" } }""",
            "Second: StageName creates a second stage. "
        },
        {
            "rest", "api-key", "Function", """{ "Type": "AWS::Lambda::Function" }""",
            "Function: AWS::Lambda::Function is not checked. "
        },
        { "rest", "api-key", "Undo", """{ "Type": "Custom::Undo" }""", "Undo: Custom::Undo is not checked. " },
        {
            "rest", "api-key", "Nested", """{ "Type": "AWS::CloudFormation::Stack" }""",
            "Nested: AWS::CloudFormation::Stack is not checked. "
        },
        {
            "rest", "api-key", "ApiGatewayRestApi/Properties/Fn::Transform", """{ "Name": "AWS::Include" }""",
            "Transform: changes the template after it has been checked. "
        },
    };

    [Theory]
    [MemberData(nameof(Edits))]
    public async Task Template_ThatLacksAProtection_IsRejected(
        string apiType, string auth, string path, string? json, string beginning)
    {
        var template = (await VpcLinkScaffolds.TemplateOfAsync(apiType, auth)).DeepClone();
        Assert.Empty(await TemplateProblemsAsync(apiType, auth, template, Service(apiType, auth, [])));
        var names = path.Split('/');
        var parent = names[..^1].Aggregate(template["Resources"]!, (node, name) => node[name]!).AsObject();
        parent.Remove(names[^1]);
        if (json is not null)
        {
            parent.Add(names[^1], JsonNode.Parse(json));
        }

        var problems = await TemplateProblemsAsync(apiType, auth, template, Service(apiType, auth, []));
        Assert.Contains(problems, problem => problem.StartsWith(beginning, StringComparison.Ordinal));
        Assert.All(problems, problem => Assert.Matches(Fix, problem));
    }

    /// <summary>API type, auth, what extends the template, and how the problem begins.</summary>
    [Theory]
    [InlineData(
        "rest", "api-key", "ApiGatewayRestApi: { Properties: { Body: {} } }",
        "ApiGatewayRestApi: Body changes the routes. ")]
    [InlineData(
        "rest", "api-key", "ProxyGet: { Properties: { ApiKeyRequired: false } }", "GET /forward: requires nothing, ")]
    [InlineData(
        "http", "jwt", "ProxyGet: { Properties: { AuthorizationType: NONE } }", "GET /forward: requires nothing, ")]
    public async Task Extension_ThatRemovesAProtection_FailsThePackage(
        string apiType, string auth, string extension, string beginning)
    {
        var test = $"link-extension-{apiType}-{beginning.Length}";
        var scaffold = await VpcLinkScaffolds.CreateAsync(test, apiType, auth);
        await File.AppendAllTextAsync(scaffold.In("serverless.yml"), $"\n  - extensions:\n      {extension}\n");
        var (template, output) = await VpcLinkScaffolds.PackageAsync(scaffold);
        Assert.Null(template);
        Assert.Contains($"  {beginning}", output, StringComparison.Ordinal);
    }

    private static Task<string[]> ConfigurationProblemsAsync(string apiType, Dictionary<string, string> settings)
    {
        var auth = apiType == "rest" ? "api-key" : "jwt";
        return CallAsync(apiType, auth, "configurationProblems", Service(apiType, auth, settings));
    }

    private static Task<string[]> TemplateProblemsAsync(
        string apiType, string auth, JsonNode template, JsonObject service)
    {
        service["provider"] = new JsonObject { ["compiledCloudFormationTemplate"] = template.DeepClone() };
        return CallAsync(apiType, auth, "templateProblems", service);
    }

    /// <summary>Returns the framework's service of a scaffold with other settings.</summary>
    private static JsonObject Service(string apiType, string auth, Dictionary<string, string> settings)
    {
        var service = JsonNode.Parse(
            """
            {
              "service": "my-proxy",
              "custom": {
                "proxy": {
                  "url": "https://backend.internal:8443/base", "vpcLinkId": "", "vpcId": "vpc-12345678",
                  "subnetIds": "subnet-12345678", "backendCidrs": "10.0.0.0/16", "loadBalancerSecurityGroupId": "",
                  "allowedCidrs": "0.0.0.0/0,::/0", "path": "forward", "alarmTopicArn": "",
                  "jwtIssuer": "https://issuer.example/", "jwtAudience": "my-proxy, other"
                },
                "apiGatewayThrottling": { "maxRequestsPerSecond": 100, "maxConcurrentRequests": 50 }
              }
            }
            """)!.AsObject();
        var custom = service["custom"]!;
        custom["proxy"]!["auth"] = auth;
        custom["proxy"]!["loadBalancerArn"] = VpcLinkCase.DefaultArn(apiType);
        if (auth == "api-key")
        {
            custom["apiKeys"] = JsonNode.Parse($$"""[{ "name": "my-proxy-dev", "usagePlan": {{Plan}} }]""");
        }

        foreach (var (name, value) in settings)
        {
            custom["proxy"]![name] = value;
        }

        return service;
    }

    /// <summary>Calls what plugin/check/index.js exports, with a service in place of the framework.</summary>
    private static async Task<string[]> CallAsync(string apiType, string auth, string function, JsonNode service)
    {
        const string Script = """
            const provider = { getStage: () => 'dev', getRegion: () => 'eu-west-1' };
            const serverless = { service: JSON.parse(process.argv[1]), getProvider: () => provider };
            console.log(JSON.stringify(require('./plugin/check')[process.argv[2]](serverless)));
            """;
        var scaffold = await VpcLinkScaffolds.OfAsync(apiType, auth);
        var command = new Command("node", "--eval", Script, service.ToJsonString(), function);
        var run = (await (command with { Folder = scaffold.Folder }).RunAsync()).OrFail();
        return JsonSerializer.Deserialize<string[]>(run.Output)!;
    }

    /// <summary>Returns the problems in the output of the framework.</summary>
    private static List<string> Lines(string output) =>
    [
        .. output.Split('\n')
            .SkipWhile(line => !line.Contains("cannot be deployed to stage", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line.Trim()),
    ];
}
