using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary><c>--auth</c>: API Gateway, the function and the secrets fit together.</summary>
public sealed class AuthTests
{
    private static readonly string[] GitHubRanges =
    [
        "192.30.252.0/22", "185.199.108.0/22", "140.82.112.0/20", "143.55.64.0/20", "2a0a:a440::/29", "2606:50c0::/32",
        "9.234.98.160/28", "9.234.98.176/28", "9.234.106.48/28",
    ];

    [Theory]
    [MemberData(nameof(AuthCase.All), MemberType = typeof(AuthCase))]
    public async Task Auth_GivesOneCoherentProtection(AuthCase auth)
    {
        ArgumentNullException.ThrowIfNull(auth);
        var scaffold = await Template.CreateAsync($"auth-{auth.ApiType}-{auth.Auth}", "my-proxy", auth.Options);
        Assert.Empty(ScaffoldFiles.FindLeftovers(scaffold));
        ScaffoldFiles.Parse(scaffold);
        var yaml = await File.ReadAllTextAsync(scaffold.In("serverless.yml"));
        Assert.Equal(auth.Resolved == "api-key", yaml.Contains("- serverless-add-api-key", StringComparison.Ordinal));
        Assert.Equal(auth.IsSigned, File.Exists(scaffold.In("resources", "webhooks.yml")));
        Assert.Contains(auth.InReadme, await File.ReadAllTextAsync(scaffold.In("README.md")), StringComparison.Ordinal);
        Assert.Equal(auth.Auth == "github", File.Exists(scaffold.In("plugin", "options", "github-ranges.json")));

        (await (await WithoutBuild.ServerlessAsync(scaffold, "package")).RunAsync()).OrFail();
        var resources = scaffold.CloudFormation()["Resources"]!.AsObject();
        AssertGateway(auth, resources);
        AssertAddresses(auth, resources);
        AssertSecrets(auth, resources);
        AssertRole(resources);
        Assert.Equal(auth.Resolved, (string?)Environment(resources)["AUTH"]);
    }

    [Theory]
    [InlineData("rest", "jwt", "a REST API, which has no JWT authorizer", "a REST API has no JWT authorizer")]
    [InlineData("http", "api-key", "an HTTP API, which has no API keys", "an HTTP API has no API keys")]
    public async Task Auth_ThatThePlatformCannotDo_IsRefused_NamingBothOptions(
        string apiType,
        string auth,
        string reason,
        string packageReason)
    {
        var package = await Template.PackageAsync();
        var folder = Repository.EmptyArtifacts("tests", "scaffolds", $"auth-{apiType}-{auth}");
        string[] options =
        [
            .. Template.Working, "--api-type", apiType, "--auth", auth,
            "--jwt-issuer", "https://issuer.example", "--jwt-audience", "my-proxy",
        ];
        var command = package.New(["serverless-proxy", "--name", "my-proxy", .. options]) with { Folder = folder };
        var created = await command.RunAsync();
        var other = apiType == "rest" ? "http" : "rest";
        Assert.Equal(105, created.ExitCode);
        Assert.Contains(
            $"--auth: \"{auth}\" does not work with {reason}. Create the proxy with --auth iam or --api-type {other}.",
            created.Output,
            StringComparison.Ordinal);

        var scaffold = new Scaffold(Path.Combine(folder, "my-proxy"), created.Output);
        var packaged = await (await WithoutBuild.ServerlessAsync(scaffold, "package")).RunAsync();
        Assert.NotEqual(0, packaged.ExitCode);
        var problem = Assert.Single(
            packaged.Output.Split('\n'),
            line => line.Contains(". Use ", StringComparison.Ordinal));
        Assert.Equal(
            $"auth: \"{auth}\" does not work: {packageReason}. Use iam, or create the proxy with --api-type {other}.",
            problem.Trim());
    }

    /// <summary>The function's tables and the plugin's have the same names.</summary>
    [Fact]
    public async Task Auth_IsWhatTheFunctionTakes()
    {
        const string script = """
            const { requirement } = require('./plugin/gateway/auth');
            console.log(JSON.stringify(input.filter((auth) => requirement(auth) === undefined)));
            """;
        string[] names =
        [
            .. AuthCase.All.Select<object[], string>(row => ((AuthCase)row[0]).Resolved),
            .. AuthCase.Webhooks,
        ];
        Assert.Equal("[]", (await LocalPlugin.RunAsync(LocalPlugin.AllOptions, script, names)).Trim());
        var unknown = await LocalPlugin.RunAsync(LocalPlugin.Default, script, names);
        Assert.Equal(AuthCase.Webhooks.ToHashSet(), JsonSerializer.Deserialize<HashSet<string>>(unknown));

        string[] folders = [Repository.In("content", "src"), Repository.In("options", "webhooks", "src")];
        var sources = string.Concat(folders
            .SelectMany(folder => Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories))
            .Select(File.ReadAllText));
        Assert.All(names, name => Assert.Contains($"[\"{name}\"] = ", sources, StringComparison.Ordinal));
    }

    private static void AssertGateway(AuthCase auth, JsonObject resources)
    {
        if (auth.ApiType == "rest")
        {
            Assert.All(Of(resources, "AWS::ApiGateway::Method"), method =>
            {
                Assert.Equal(auth.Requires == "API_KEY", (bool?)method["ApiKeyRequired"]);
                Assert.Equal(auth.Requires == "AWS_IAM" ? "AWS_IAM" : "NONE", (string?)method["AuthorizationType"]);
            });
            return;
        }

        Assert.All(
            Of(resources, "AWS::ApiGatewayV2::Route"),
            route => Assert.Equal(auth.Requires, (string?)route["AuthorizationType"] ?? "NONE"));
        var authorizers = Of(resources, "AWS::ApiGatewayV2::Authorizer").ToList();
        Assert.Equal(auth.Requires == "JWT" ? 1 : 0, authorizers.Count);
        Assert.All(authorizers, authorizer => Assert.Equal(
            """{"Audience":["my-proxy","other"],"Issuer":"https://issuer.example/"}""",
            authorizer["JwtConfiguration"]!.ToJsonString()));
    }

    private static void AssertAddresses(AuthCase auth, JsonObject resources)
    {
        var expected = auth.Auth == "github" ? GitHubRanges : [];
        if (auth.ApiType == "http")
        {
            Assert.Equal(string.Join(',', expected), (string?)Environment(resources)["ALLOWED_CIDRS"]);
            return;
        }

        Assert.Null(Environment(resources)["ALLOWED_CIDRS"]);
        var policy = Of(resources, "AWS::ApiGateway::RestApi").Single()["Policy"]!;
        if (expected.Length == 0)
        {
            Assert.Equal("", (string?)policy);
            return;
        }

        Assert.True(policy.ToJsonString().Length < 8192);
        var statement = Assert.Single(policy["Statement"]!.AsArray())!;
        Assert.Equal("Allow", (string?)statement["Effect"]);
        Assert.Equal("""["execute-api:Invoke"]""", statement["Action"]!.ToJsonString());
        Assert.Equal(
            expected,
            statement["Condition"]!["IpAddress"]!["aws:SourceIp"]!.AsArray().Select(cidr => (string)cidr!));
    }

    private static void AssertSecrets(AuthCase auth, JsonObject resources)
    {
        var secrets = resources
            .Where(resource => (string?)resource.Value!["Type"] == "AWS::SecretsManager::Secret")
            .Select(resource => resource.Key)
            .ToList();
        Assert.Equal(auth.IsSigned ? ["WebhookSecret", "WebhookSecret2"] : [], secrets);
        foreach (
            var (setting, secret) in new[]
            {
                ("WEBHOOK_SECRET", "WebhookSecret"),
                ("WEBHOOK_SECRET_2", "WebhookSecret2"),
            })
        {
            Assert.Equal(
                auth.IsSigned
                    ? $$$"""{"Fn::Join":["",["{{resolve:secretsmanager:",{"Ref":"{{{secret}}}"},":SecretString}}"]]}"""
                    : null,
                Environment(resources)[setting]?.ToJsonString());
        }
    }

    /// <summary>The function's role can write its log and its traces; network interfaces are for Lambda, not for the function's code.</summary>
    private static void AssertRole(JsonObject resources)
    {
        var role = Assert.Single(Of(resources, "AWS::IAM::Role"));
        Assert.Null(role["ManagedPolicyArns"]);
        var statements = role["Policies"]!
            .AsArray()
            .SelectMany(policy => policy!["PolicyDocument"]!["Statement"]!.AsArray())
            .ToList();
        Assert.Equal(4, statements.Count);
        Assert.All(
            statements.SelectMany(statement => statement!["Action"]!.AsArray()),
            action => Assert.DoesNotContain('*', (string)action!));

        var (logs, traces, allowed, denied) = (statements[0]!, statements[1]!, statements[2]!, statements[3]!);
        Assert.Equal(
            ["logs:CreateLogStream", "logs:PutLogEvents"],
            logs["Action"]!.AsArray().Select(action => (string)action!));
        Assert.EndsWith(
            ":log-group:/aws/lambda/my-proxy-dev-forward:*",
            (string?)logs["Resource"]!["Fn::Sub"],
            StringComparison.Ordinal);
        Assert.Equal(
            ["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
            traces["Action"]!.AsArray().Select(action => (string)action!));
        Assert.Equal(("Allow", "Deny"), ((string?)allowed["Effect"], (string?)denied["Effect"]));
        Assert.All(
            allowed["Action"]!.AsArray(),
            action => Assert.StartsWith("ec2:", (string?)action, StringComparison.Ordinal));
        Assert.Equal(allowed["Action"]!.ToJsonString(), denied["Action"]!.ToJsonString());
        Assert.Equal(
            [":function:my-proxy-dev-forward", ":function:my-proxy-dev-forward:*"],
            denied["Condition"]!["ArnEquals"]!["lambda:SourceFunctionArn"]!
                .AsArray()
                .Select(arn => ((string)arn!["Fn::Sub"]!).Split("${AWS::AccountId}")[1]));

        var function = resources["ForwardLambdaFunction"]!["Properties"]!;
        Assert.Equal("""{"Fn::GetAtt":["ProxyRole","Arn"]}""", function["Role"]!.ToJsonString());
        Assert.Equal("my-proxy-dev-forward", (string?)function["FunctionName"]);
    }

    private static JsonNode Environment(JsonObject resources) =>
        resources["ForwardLambdaFunction"]!["Properties"]!["Environment"]!["Variables"]!;

    private static IEnumerable<JsonNode> Of(JsonObject resources, string type) =>
        resources
            .Where(resource => (string?)resource.Value!["Type"] == type)
            .Select(resource => resource.Value!["Properties"]!);
}
