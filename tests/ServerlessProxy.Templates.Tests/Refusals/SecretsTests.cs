using System.Text.Json.Nodes;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary><c>sls deploy --force</c>: CloudFormation looks at secrets again where the environment that holds them has changed.</summary>
public sealed class SecretsTests
{
    private const string Join = """{ "Fn::Join": ["", ["{{resolve:secretsmanager:", { "Ref": "WebhookSecret" }, ":SecretString}}"]] }""";
    private const string Text = "\"{{resolve:secretsmanager:my-proxy-dev-client-key:SecretString}}\"";

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
}
