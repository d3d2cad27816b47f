using System.Globalization;
using System.Text.Json.Nodes;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Secrets come only from Secrets Manager. <c>sls deploy --force</c> makes CloudFormation read them again.</summary>
public sealed class SecretsTests
{
    private const string Join =
        """{ "Fn::Join": ["", ["{{resolve:secretsmanager:", { "Ref": "WebhookSecret" }, ":SecretString}}"]] }""";
    private const string Text = "\"{{resolve:secretsmanager:my-proxy-dev-client-key:SecretString}}\"";
    private const string Plain = "in-plain-text-0123";
    private const string Missing = "functions.forward.environment.WEBHOOK_SECRET: is missing, ";

    private static readonly string[] Modules = ["options/secrets", "options/webhooks"];

    /// <summary>Values of a setting (JSON), and whether CloudFormation replaces the whole value with a secret.</summary>
    public static TheoryData<string, bool> Values =>
        new()
        {
            { Join, true },
            { Text, true },
            {
                "\"{{resolve:secretsmanager:arn:aws:secretsmanager:eu-west-1:123456789012:secret:a-Ab1:SecretString:key::}}\"",
                true
            },
            { """{ "Fn::Sub": "{{resolve:secretsmanager:${WebhookSecret}:SecretString}}" }""", true },
            {
                """{ "Fn::Sub": ["{{resolve:secretsmanager:${Secret}:SecretString}}", { "Secret": { "Ref": "WebhookSecret" } }] }""",
                true
            },
            { $"\"{Plain}\"", false },
            { "\"\"", false },
            { "42", false },
            { "null", false },
            { $$"""{ "Ref": "{{Plain}}" }""", false },
            { $$"""{ "Fn::Join": ["", ["{{Plain}}", "4567"]] }""", false },
            { $$"""{ "Fn::Join": ["", ["{{Plain}}", { "Ref": "WebhookSecret" }]] }""", false },
            { $$"""{ "Fn::Sub": "{{Plain}}" }""", false },
            { $$"""{ "Fn::Sub": ["${Secret}", { "Secret": "{{Plain}}" }] }""", false },
            { $$"""{ "Fn::If": ["C", "{{Plain}}", {{Join}}] }""", false },
            { $"\"{Plain}{{{{resolve:secretsmanager:my-secret:SecretString}}}}\"", false },
            { "\"{{resolve:secretsmanager:my-secret:SecretString}}x\"", false },
            { "\"{{resolve:secretsmanager:}}\"", false },
            { "\"{{resolve:ssm:my-secret}}\"", false },
            { "\"{{resolve:secretsmanager:a}}{{resolve:secretsmanager:b}}\"", false },
        };

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Secret_IsAReference_OrRejectedWithoutItsValue(string json, bool isReference)
    {
        var places =
            from setting in new[] { "WEBHOOK_SECRET", "WEBHOOK_SECRET_2", "BACKEND_CLIENT_KEY" }
            let environment = $$"""{ "WEBHOOK_SECRET": {{Text}}, "{{setting}}": {{json}} }"""
            from service in new[] { Service("github", environment, "{}"), Service("github", "{}", environment) }
            select (Setting: setting, Service: service);
        var found = await LocalPlugin.ProblemsOfEachAsync(
            Modules,
            places.Select(place => new object[] { place.Service }));
        foreach (var (place, problems) in places.Zip(found))
        {
            Assert.Equal(isReference ? 0 : 1, problems.Length);
            PluginMessage.AssertForm(problems);
            Assert.All(
                problems,
                problem =>
                {
                    Assert.StartsWith(
                        $"{place.Setting}: is not a reference to a secret, ",
                        problem,
                        StringComparison.Ordinal);
                    Assert.Contains("Use \"{{resolve:secretsmanager:", problem, StringComparison.Ordinal);
                    Assert.DoesNotContain(Plain, problem, StringComparison.Ordinal);
                });
        }
    }

    [Theory]
    [InlineData("github", Missing)]
    [InlineData("standard-webhooks", Missing)]
    [InlineData("api-key", null)]
    [InlineData("constructor", null)]
    public async Task Function_ThatChecksSignatures_HasASecret(string auth, string? beginning)
    {
        var problems = await LocalPlugin.ProblemsAsync(Modules, Service(auth, "{}", "{}"));
        Assert.Equal(beginning is null ? 0 : 1, problems.Length);
        PluginMessage.AssertForm(problems);
        Assert.All(problems, problem => Assert.StartsWith(beginning!, problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(
        "WEBHOOK_SECRET: !Join [\"\", [\"{{resolve:secretsmanager:\", !Ref WebhookSecret, \":SecretString}}\"]]",
        "WEBHOOK_SECRET: in-plain-text-0123",
        "WEBHOOK_SECRET: is not a reference to a secret, "
    )]
    [InlineData(
        "WEBHOOK_SECRET: !Join [\"\", [\"{{resolve:secretsmanager:\", !Ref WebhookSecret, \":SecretString}}\"]]",
        "WEBHOOK_SECRET: ${env:PLAIN}",
        "WEBHOOK_SECRET: is not a reference to a secret, "
    )]
    [InlineData("WEBHOOK_SECRET: ", "# WEBHOOK_SECRET: ", Missing)]
    public async Task Secret_InPlainText_IsNotPackaged(string before, string after, string problem)
    {
        var scaffold = await Template.CreateAsync("secrets", "my-proxy", [.. Template.Working, "--auth", "github"]);
        var yaml = await File.ReadAllTextAsync(scaffold.In("serverless.yml"));
        Assert.Contains(before, yaml, StringComparison.Ordinal);
        await File.WriteAllTextAsync(
            scaffold.In("serverless.yml"),
            yaml.Replace(before, after, StringComparison.Ordinal));
        var command = await WithoutBuild.ServerlessAsync(scaffold, "package");
        var packaged = await (command with { Environment = [.. command.Environment, new("PLAIN", Plain)] }).RunAsync();
        Assert.NotEqual(0, packaged.ExitCode);
        Assert.Contains($"  {problem}", packaged.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Plain, packaged.Output, StringComparison.Ordinal);
        Assert.False(
            Directory.Exists(scaffold.In(".serverless"))
                && Directory
                    .EnumerateFiles(scaffold.In(".serverless"))
                    .Any(file => File.ReadAllText(file).Contains(Plain, StringComparison.Ordinal)));
    }

    /// <summary>The environment of all functions, that of one, and whether that one gets a new setting with
    /// <c>--force</c>.</summary>
    [Theory]
    [InlineData($$"""{ "WEBHOOK_SECRET": {{Join}} }""", "{}", true)]
    [InlineData($$"""{ "WEBHOOK_SECRET": {{Join}} }""", null, true)]
    [InlineData("{}", $$"""{ "BACKEND_CLIENT_KEY": {{Text}} }""", true)]
    [InlineData(null, $$"""{ "BACKEND_CLIENT_KEY": {{Text}} }""", true)]
    [InlineData($$"""{ "BACKEND_CLIENT_KEY": {{Text}} }""", """{ "BACKEND_CLIENT_KEY": "" }""", false)]
    [InlineData(
        """{ "BACKEND_URL": "http://10.0.12.5:8080" }""",
        """{ "QUEUE_URL": { "Ref": "RequestQueue" } }""",
        false
    )]
    [InlineData(null, null, false)]
    public async Task Function_GetsANewEnvironment_IfItHasSecrets_AndTheDeployIsForced(
        string? ofAll,
        string? ofOne,
        bool hasSecrets)
    {
        const string script = """
            require('./plugin/options/secrets').prepare(input.service, input.options);
            console.log(JSON.stringify(input.service.functions));
            """;
        const string secretOfNone = """{ "WEBHOOK_SECRET": "", "BACKEND_CLIENT_KEY": "" }""";
        var service = new JsonObject
        {
            ["provider"] = new JsonObject { ["environment"] = ofAll is null ? null : JsonNode.Parse(ofAll) },
            ["functions"] = new JsonObject { ["one"] = Function(ofOne), ["other"] = Function(secretOfNone) },
        };
        foreach (var force in new[] { true, false })
        {
            var input = new { service, options = new { force } };
            var functions = JsonNode.Parse(await LocalPlugin.RunAsync(LocalPlugin.AllOptions, script, input))!;
            var environment = functions["one"]!["environment"]?.AsObject() ?? [];
            if (hasSecrets && force)
            {
                var deployed = DateTime.Parse((string)environment["DEPLOYED"]!, CultureInfo.InvariantCulture);
                Assert.Equal(DateTime.Now, deployed, TimeSpan.FromMinutes(5));
                environment.Remove("DEPLOYED");
            }

            var expected = ofOne is null ? [] : JsonNode.Parse(ofOne)!.AsObject();
            Assert.Equal(expected.ToJsonString(), environment.ToJsonString());
            Assert.Equal(service["functions"]!["other"]!.ToJsonString(), functions["other"]!.ToJsonString());
        }
    }

    private static JsonObject Function(string? environment) =>
        environment is null ? [] : new() { ["environment"] = JsonNode.Parse(environment) };

    private static JsonNode Service(string auth, string ofAll, string ofOne) => JsonNode.Parse($$"""
        {
          "custom": { "proxy": { "auth": "{{auth}}" } },
          "provider": { "environment": {{ofAll}} },
          "functions": {
            "forward": { "events": [{ "http": "POST forward" }], "environment": {{ofOne}} },
            "deliver": {}
          }
        }
        """)!;
}
