using System.Text.Json.Nodes;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Secrets come only from Secrets Manager. <c>sls deploy --force</c> makes CloudFormation read them again.</summary>
public sealed class SecretsTests
{
    private const string Join = """{ "Fn::Join": ["", ["{{resolve:secretsmanager:", { "Ref": "WebhookSecret" }, ":SecretString}}"]] }""";
    private const string Text = "\"{{resolve:secretsmanager:my-proxy-dev-client-key:SecretString}}\"";

    private const string Plain = "in-plain-text-0123";

    /// <summary>Values of a setting (JSON), and whether CloudFormation replaces the whole value with a secret.</summary>
    public static TheoryData<string, bool> Values => new()
    {
        { Join, true },
        { Text, true },
        { "\"{{resolve:secretsmanager:arn:aws:secretsmanager:eu-west-1:123456789012:secret:a-Ab1:SecretString:key::}}\"", true },
        { """{ "Fn::Sub": "{{resolve:secretsmanager:${WebhookSecret}:SecretString}}" }""", true },
        { """{ "Fn::Sub": ["{{resolve:secretsmanager:${Secret}:SecretString}}", { "Secret": { "Ref": "WebhookSecret" } }] }""", true },
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
        foreach (var setting in new[] { "WEBHOOK_SECRET", "WEBHOOK_SECRET_2", "BACKEND_CLIENT_KEY" })
        {
            foreach (var place in new[] { "provider", "function" })
            {
                var environment = $$"""{ "WEBHOOK_SECRET": {{Text}}, "{{setting}}": {{json}} }""";
                var problems = await ProblemsAsync("github", place == "provider" ? environment : "{}", place == "provider" ? "{}" : environment);
                Assert.Equal(isReference ? 0 : 1, problems.Count);
                Assert.All(problems, problem => Assert.StartsWith($"{setting}: is not a reference to a secret, and would be stored in plain text. Use \"{{{{resolve:secretsmanager:", problem, StringComparison.Ordinal));
                Assert.All(problems, problem => Assert.DoesNotContain(Plain, problem, StringComparison.Ordinal));
            }
        }
    }

    [Theory]
    [InlineData("github", "WEBHOOK_SECRET: is missing in the environment of functions.forward, ")]
    [InlineData("standard-webhooks", "WEBHOOK_SECRET: is missing in the environment of functions.forward, ")]
    [InlineData("api-key", null)]
    [InlineData("constructor", null)]
    public async Task Function_ThatChecksSignatures_HasASecret(string auth, string? beginning)
    {
        var problems = await ProblemsAsync(auth, "{}", "{}");
        Assert.Equal(beginning is null ? 0 : 1, problems.Count);
        Assert.All(problems, problem => Assert.StartsWith(beginning!, problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("WEBHOOK_SECRET: !Join [\"\", [\"{{resolve:secretsmanager:\", !Ref WebhookSecret, \":SecretString}}\"]]", "WEBHOOK_SECRET: in-plain-text-0123", "WEBHOOK_SECRET: is not a reference to a secret, ")]
    [InlineData("WEBHOOK_SECRET: !Join [\"\", [\"{{resolve:secretsmanager:\", !Ref WebhookSecret, \":SecretString}}\"]]", "WEBHOOK_SECRET: ${env:PLAIN}", "WEBHOOK_SECRET: is not a reference to a secret, ")]
    [InlineData("WEBHOOK_SECRET: ", "# WEBHOOK_SECRET: ", "WEBHOOK_SECRET: is missing in the environment of functions.forward, ")]
    public async Task Secret_InPlainText_IsNotPackaged(string before, string after, string problem)
    {
        var scaffold = await Template.CreateAsync("secrets", "my-proxy", [.. Template.Working, "--auth", "github"]);
        var yaml = await File.ReadAllTextAsync(scaffold.In("serverless.yml"));
        Assert.Contains(before, yaml, StringComparison.Ordinal);
        await File.WriteAllTextAsync(scaffold.In("serverless.yml"), yaml.Replace(before, after, StringComparison.Ordinal));
        var command = await WithoutBuild.ServerlessAsync(scaffold, "package");
        var packaged = await (command with { Environment = [.. command.Environment, new("PLAIN", Plain)] }).RunAsync();
        Assert.NotEqual(0, packaged.ExitCode);
        Assert.Contains($"  {problem}", packaged.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Plain, packaged.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(scaffold.In(".serverless")) && Directory.EnumerateFiles(scaffold.In(".serverless")).Any(file => File.ReadAllText(file).Contains(Plain, StringComparison.Ordinal)));
    }

    /// <summary>What all functions have in their environment, what one has, and whether that one gets a setting that is new with every deploy.</summary>
    [Theory]
    [InlineData($$"""{ "WEBHOOK_SECRET": {{Join}} }""", "{}", true)]
    [InlineData($$"""{ "WEBHOOK_SECRET": {{Join}} }""", null, true)]
    [InlineData("{}", $$"""{ "BACKEND_CLIENT_KEY": {{Text}} }""", true)]
    [InlineData(null, $$"""{ "BACKEND_CLIENT_KEY": {{Text}} }""", true)]
    [InlineData($$"""{ "BACKEND_CLIENT_KEY": {{Text}} }""", """{ "BACKEND_CLIENT_KEY": "" }""", false)]
    [InlineData("""{ "BACKEND_URL": "http://10.0.12.5:8080" }""", """{ "QUEUE_URL": { "Ref": "RequestQueue" } }""", false)]
    [InlineData(null, null, false)]
    public async Task Function_GetsANewEnvironment_IfThereAreSecretsInIt(string? ofAll, string? ofOne, bool isNew)
    {
        const string script = """
            const service = JSON.parse(process.argv[1]);
            require('./serverless/secrets').readAnew(service, new Date(0));
            console.log(JSON.stringify(service.functions));
            """;
        var service = new JsonObject
        {
            ["provider"] = new JsonObject { ["environment"] = ofAll is null ? null : JsonNode.Parse(ofAll) },
            ["functions"] = new JsonObject { ["one"] = Function(ofOne), ["other"] = Function("""{ "WEBHOOK_SECRET": "", "BACKEND_CLIENT_KEY": "" }""") },
        };
        var run = await new Command("node", "--eval", script, service.ToJsonString()) { Folder = Repository.In("content") }.RunAsync();
        var functions = JsonNode.Parse(run.OrFail().Output)!;

        var expected = ofOne is null ? [] : JsonNode.Parse(ofOne)!.AsObject();
        if (isNew)
        {
            expected["DEPLOYED"] = "1970-01-01T00:00:00.000Z";
        }

        Assert.Equal(expected.ToJsonString(), (functions["one"]!["environment"] ?? new JsonObject()).ToJsonString());
        Assert.Equal(service["functions"]!["other"]!.ToJsonString(), functions["other"]!.ToJsonString());
    }

    private static JsonObject Function(string? environment) => environment is null ? [] : new() { ["environment"] = JsonNode.Parse(environment) };

    private static Task<IReadOnlyList<string>> ProblemsAsync(string auth, string ofAll, string ofOne) => LocalPlugin.ProblemsAsync(
        ["secrets"],
        JsonNode.Parse($$"""
            {
              "custom": { "proxy": { "auth": "{{auth}}" } },
              "provider": { "environment": {{ofAll}} },
              "functions": { "forward": { "events": [{ "http": "POST forward" }], "environment": {{ofOne}} }, "deliver": {} }
            }
            """)!);
}
