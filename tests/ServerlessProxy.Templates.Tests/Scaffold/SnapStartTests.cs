using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Checks the stack with <c>--snapstart</c>.</summary>
public sealed class SnapStartTests
{
    private const string Function = """{"Fn::GetAtt":["ForwardLambdaFunction","Arn"]}""";
    private const string Refusal =
        "functions.forward.snapStart: does not work with runtime \"provided.al2023\". "
        + "Use dotnet8 or dotnet10 as provider.runtime, or remove it.";

    private const string Alias = $$"""{"Fn::Join":[":",[{{Function}},"snapstart"]]}""";

    [Theory]
    [InlineData("rest", false)]
    [InlineData("rest", true)]
    [InlineData("http", false)]
    [InlineData("http", true)]
    public async Task Package_PointsTheApiAtTheAlias_WhenSnapStartIsOn(string apiType, bool isOn)
    {
        string[] flag = isOn ? ["--snapstart"] : [];
        var scaffold = await Template.CreateAsync(
            $"snap-start-{apiType}-{isOn}", "my-proxy", [.. Template.Working, "--api-type", apiType, .. flag]);
        (await (await WithoutBuild.ServerlessAsync(scaffold, "package")).RunAsync()).OrFail();
        var resources = scaffold.CloudFormation()["Resources"]!.AsObject();
        Assert.Equal(
            isOn ? """{"ApplyOn":"PublishedVersions"}""" : null,
            resources["ForwardLambdaFunction"]!["Properties"]!["SnapStart"]?.ToJsonString());

        var (version, _) = Assert.Single(Of("AWS::Lambda::Version"));
        var aliases = Of("AWS::Lambda::Alias");
        Assert.Equal(isOn ? 1 : 0, aliases.Count);
        Assert.All(aliases, alias => Assert.Equal(
            ("snapstart", $$"""{"Fn::GetAtt":["{{version}}","Version"]}"""),
            ((string?)alias.Properties["Name"], alias.Properties["FunctionVersion"]!.ToJsonString())));

        var targets =
            apiType == "rest"
                ? Of("AWS::ApiGateway::Method").Select(method => method.Properties["Integration"]!["Uri"]!).ToList()
                : Of("AWS::ApiGatewayV2::Integration")
                    .Select(integration => integration.Properties["IntegrationUri"]!)
                    .ToList();
        targets.AddRange(Of("AWS::Lambda::Permission").Select(permission => permission.Properties["FunctionName"]!));
        Assert.Equal(apiType == "rest" ? 2 + 1 : 1 + 1, targets.Count);
        Assert.All(targets, target => Assert.Equal(isOn, IsAlias(target)));

        List<(string Name, JsonNode Properties)> Of(string type) =>
            resources
                .Where(resource => (string?)resource.Value!["Type"] == type)
                .Select(resource => (resource.Key, resource.Value!["Properties"]!))
                .ToList();
    }

    [Fact]
    public async Task Native_IsRejected()
    {
        var scaffold = await Template.CreateAsync(
            "snap-start-native",
            "my-proxy",
            [.. Template.Working, "--snapstart"]);
        ScaffoldFiles.Edit(
            scaffold.In("serverless.yml"),
            "  runtime: dotnet8\n",
            "  runtime: provided.al2023\n");

        var packaged = await (await WithoutBuild.ServerlessAsync(scaffold, "package")).RunAsync();
        Assert.NotEqual(0, packaged.ExitCode);
        Assert.Contains($"  {Refusal}\n", packaged.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "snapStart": true }""", "dotnet8", true)]
    [InlineData("""{ "snapStart": true }""", "dotnet10", true)]
    [InlineData("""{ "snapStart": true }""", "provided.al2023", false)]
    [InlineData("""{ "snapStart": true, "runtime": "provided.al2023" }""", "dotnet10", false)]
    [InlineData("""{ "snapStart": true, "runtime": "dotnet10" }""", "provided.al2023", true)]
    [InlineData("""{ "snapStart": false }""", "provided.al2023", true)]
    [InlineData("{}", "provided.al2023", true)]
    public async Task SnapStart_NeedsAManagedRuntime(string function, string runtime, bool passes)
    {
        var service = new { functions = new { forward = JsonNode.Parse(function) }, provider = new { runtime } };
        var problems = await OptionModule.LinesAsync("snapstart", "problems", service);
        string[] expected = passes ? [] : [Refusal];
        Assert.Equal(expected, problems);
    }

    /// <summary>
    /// Checks whether a target is the alias. Otherwise, it must be the function. A REST API's target is inside a URI of
    /// Lambda.
    /// </summary>
    private static bool IsAlias(JsonNode target)
    {
        var json = target.ToJsonString();
        Assert.Contains(Function, json, StringComparison.Ordinal);
        return json.Contains(Alias, StringComparison.Ordinal)
            || json.Contains($$"""{{Function}},":","snapstart",""", StringComparison.Ordinal);
    }
}
