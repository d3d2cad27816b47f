using System.Text.Json.Nodes;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Checks the lock file of every scaffold: <c>content/package-lock.json</c>.</summary>
public sealed class LockFileTests
{
    private static readonly JsonObject Packages = Read("content/package-lock.json")["packages"]!.AsObject();

    private static Dictionary<string, JsonNode> Installed =>
        Packages.Where(each => each.Key.Length > 0).ToDictionary(each => each.Key, each => each.Value!);

    [Fact]
    public void DeclaredVersions_AreTheLockedOnes()
    {
        var declared = Read("content/package.json")["devDependencies"]!.AsObject();
        Assert.NotEmpty(declared);
        Assert.All(declared, dependency =>
        {
            Assert.Equal((string?)dependency.Value, (string?)Packages[""]!["devDependencies"]![dependency.Key]);

            // The format of an alias is npm:<name>@<version>.
            var package = Packages[$"node_modules/{dependency.Key}"]!;
            var alias = package["name"] is { } name ? $"npm:{name}@" : "";
            Assert.Equal((string?)dependency.Value, alias + package["version"]);
        });
    }

    [Fact]
    public void Lock_HasNoDependencyThatNoScaffoldDeclares() => Assert.Equal(
        Read("content/package.json")["devDependencies"]!.ToJsonString(),
        Packages[""]!["devDependencies"]!.ToJsonString());

    [Fact]
    public void EveryPackage_HasAChecksum_AndNoAddress()
    {
        Assert.NotEmpty(Installed);
        Assert.All(Installed, package => Assert.Matches("^sha512-", (string?)package.Value["integrity"]));
        Assert.All(Installed, package => Assert.Null(package.Value["resolved"]));
    }

    /// <summary>The tests of this repository run the packages that scaffolds install.</summary>
    [Fact]
    public void EveryPackage_HasTheChecksumOfThisRepository()
    {
        var own = Read("package-lock.json")["packages"]!;
        Assert.All(
            Installed,
            package => Assert.Equal((string?)own[package.Key]?["integrity"], (string?)package.Value["integrity"]));
    }

    /// <summary>Installing the packages for one API type therefore tests both.</summary>
    [Theory]
    [InlineData("package.json")]
    [InlineData("package-lock.json")]
    public async Task Packages_DoNotDependOnTheApiType(string file)
    {
        var rest = await Template.CreateAsync("lock-rest", "my-proxy");
        var http = await Template.CreateAsync("lock-http", "my-proxy", "--api-type", "http");
        Assert.Equal(await File.ReadAllTextAsync(rest.In(file)), await File.ReadAllTextAsync(http.In(file)));
    }

    [Fact]
    public async Task Scaffold_IsInstalledFromTheLock_WithoutInstallScripts()
    {
        var scaffold = await Template.CreateAsync("lock", "my-proxy");
        var before = await File.ReadAllTextAsync(scaffold.In("package-lock.json"));
        Assert.Equal("my-proxy", (string?)JsonNode.Parse(before)!["name"]);
        Assert.Equal("my-proxy", (string?)JsonNode.Parse(before)!["packages"]![""]!["name"]);

        (await new Command("npm", "ci") { Folder = scaffold.Folder }.RunAsync()).OrFail();

        Assert.Equal(before, await File.ReadAllTextAsync(scaffold.In("package-lock.json")));
        var setting = new Command("npm", "config", "get", "ignore-scripts") { Folder = scaffold.Folder };
        Assert.Equal("true", (await setting.RunAsync()).OrFail().Output.Trim());
        var framework = await File.ReadAllTextAsync(scaffold.In("node_modules", "serverless", "package.json"));
        Assert.Equal(
            (string?)Packages["node_modules/serverless"]!["version"],
            (string?)JsonNode.Parse(framework)!["version"]);

        // The framework has loaded all plugins when this plugin rejects the placeholders.
        var package = new Command("npm", "run", "package")
        {
            Folder = scaffold.Folder,
            Environment = await BuildEnvironment.PrepareAsync(),
        };
        var refused = (await package.RunAsync()).Output;
        Assert.Contains("is a placeholder", refused, StringComparison.Ordinal);
    }

    private static JsonNode Read(string file) => JsonNode.Parse(File.ReadAllText(Repository.In(file)))!;
}
