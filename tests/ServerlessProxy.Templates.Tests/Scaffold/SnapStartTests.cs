using System.Text.Json.Nodes;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary><c>snapStart: true</c>: what the comment in serverless.yml makes of the stack once it is none.</summary>
public sealed class SnapStartTests
{
    private const string Function = """{"Fn::GetAtt":["ForwardLambdaFunction","Arn"]}""";
    private const string Alias = $$"""{"Fn::Join":[":",[{{Function}},"snapstart"]]}""";

    [Theory]
    [InlineData("rest", false)]
    [InlineData("rest", true)]
    [InlineData("http", false)]
    [InlineData("http", true)]
    public async Task Package_PointsTheApiAtTheAlias_WhenSnapStartIsOn(string apiType, bool isOn)
    {
        var scaffold = await Template.CreateAsync($"snap-start-{apiType}-{isOn}", "my-proxy", [.. Template.Working, "--api-type", apiType]);
        if (isOn)
        {
            await SwitchOnAsync(scaffold);
        }

        (await (await WithoutBuild.ServerlessAsync(scaffold, "package")).RunAsync()).OrFail();
        var resources = scaffold.CloudFormation()["Resources"]!.AsObject();
        Assert.Equal(isOn ? """{"ApplyOn":"PublishedVersions"}""" : null, resources["ForwardLambdaFunction"]!["Properties"]!["SnapStart"]?.ToJsonString());

        var (version, _) = Assert.Single(Of("AWS::Lambda::Version"));
        var aliases = Of("AWS::Lambda::Alias");
        Assert.Equal(isOn ? 1 : 0, aliases.Count);
        Assert.All(aliases, alias => Assert.Equal(
            ("snapstart", $$"""{"Fn::GetAtt":["{{version}}","Version"]}"""),
            ((string?)alias.Properties["Name"], alias.Properties["FunctionVersion"]!.ToJsonString())));

        var targets = apiType == "rest"
            ? Of("AWS::ApiGateway::Method").Select(method => method.Properties["Integration"]!["Uri"]!).ToList()
            : Of("AWS::ApiGatewayV2::Integration").Select(integration => integration.Properties["IntegrationUri"]!).ToList();
        targets.AddRange(Of("AWS::Lambda::Permission").Select(permission => permission.Properties["FunctionName"]!));
        Assert.Equal(apiType == "rest" ? 14 + 1 : 1 + 1, targets.Count);
        Assert.All(targets, target => Assert.Equal(isOn, IsAlias(target)));

        List<(string Name, JsonNode Properties)> Of(string type) =>
            resources.Where(resource => (string?)resource.Value!["Type"] == type).Select(resource => (resource.Key, resource.Value!["Properties"]!)).ToList();
    }

    [Fact]
    public async Task Native_IsRefused()
    {
        var scaffold = await Template.CreateAsync("snap-start-native", "my-proxy", [.. Template.Working, "--hosting", "native"]);
        Assert.DoesNotContain("snapStart", await File.ReadAllTextAsync(scaffold.In("serverless.yml")), StringComparison.Ordinal);
        await EditAsync(scaffold, "    handler: bootstrap\n", "    handler: bootstrap\n    snapStart: true\n");

        var packaged = await (await WithoutBuild.ServerlessAsync(scaffold, "package")).RunAsync();
        Assert.NotEqual(0, packaged.ExitCode);
        Assert.Contains("functions.forward.snapStart: ", Assert.Single(packaged.Output.Split('\n'), line => line.Contains("; right is ", StringComparison.Ordinal)), StringComparison.Ordinal);
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
        var problems = await LocalPlugin.LinesAsync("snap-start.problems", new { functions = new { forward = JsonNode.Parse(function) }, provider = new { runtime } });
        Assert.Equal(passes ? 0 : 1, problems.Count);
        Assert.All(problems, problem => Assert.StartsWith("functions.forward.snapStart: Lambda takes snapshots on its managed runtimes alone, not on provided.al2023; right is ", problem, StringComparison.Ordinal));
    }

    private static Task SwitchOnAsync(Scaffold scaffold) => EditAsync(scaffold, "    # snapStart: true\n", "    snapStart: true\n");

    private static async Task EditAsync(Scaffold scaffold, string before, string after)
    {
        var yaml = await File.ReadAllTextAsync(scaffold.In("serverless.yml"));
        Assert.Contains(before, yaml, StringComparison.Ordinal);
        await File.WriteAllTextAsync(scaffold.In("serverless.yml"), yaml.Replace(before, after, StringComparison.Ordinal));
    }

    /// <summary>Whether a target is the alias; else it must be the function itself. A REST API's has Lambda's API around it.</summary>
    private static bool IsAlias(JsonNode target)
    {
        var json = target.ToJsonString();
        Assert.Contains(Function, json, StringComparison.Ordinal);
        return json.Contains(Alias, StringComparison.Ordinal) || json.Contains($$"""{{Function}},":","snapstart",""", StringComparison.Ordinal);
    }
}
