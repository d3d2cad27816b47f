using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Checks the nupkg, and the files that describe the template to the CLI and IDEs.</summary>
public sealed class PackageTests
{
    [Fact]
    public async Task Package_ContainsTheTemplate_WithoutBuildOutput()
    {
        using var package = ZipFile.OpenRead((await Template.PackageAsync()).File);
        var files = package.Entries.Select(entry => entry.FullName).ToList();

        Assert.Contains("README.md", files);
        Assert.Contains("icon.png", files);
        Assert.Contains("template/serverless-proxy/.template.config/template.json", files);
        Assert.Contains("content/.gitignore", files);
        Assert.Contains("content/.editorconfig", files);
        Assert.Contains("options/waf/resources/waf.yml", files);
        Assert.DoesNotContain(
            files,
            file =>
                file.Split('/')
                    .Any(part => part is "bin" or "obj" or "node_modules" or ".serverless" or "artifacts" or "lib"));
        Assert.Contains("content/package-lock.json", files);
        Assert.Contains("content/.npmrc", files);
    }

    [Fact]
    public async Task Package_HasItsMetadata()
    {
        using var package = ZipFile.OpenRead((await Template.PackageAsync()).File);
        var values = Metadata(package);

        Assert.Equal("Template", values["packageTypes"].Elements().Single().Attribute("name")!.Value);
        Assert.Equal("MIT", values["license"].Value);
        Assert.Equal("README.md", values["readme"].Value);
        Assert.Equal("icon.png", values["icon"].Value);
        Assert.DoesNotContain("dependencies", values.Keys);
    }

    /// <summary>npm then warns about a Node.js version that the framework does not support.</summary>
    [Theory]
    [InlineData("package.json")]
    [InlineData("content/package.json")]
    public async Task Engines_AreThoseOfTheFramework(string file)
    {
        Assert.Equal(await EnginesAsync("node_modules/serverless/package.json"), await EnginesAsync(file));

        static async Task<string?> EnginesAsync(string file) =>
            (string?)JsonNode.Parse(await File.ReadAllTextAsync(Repository.In(file)))!["engines"]!["node"];
    }

    [Fact]
    public async Task Scaffold_RecordsIdAndVersionOfThePackage()
    {
        using var package = ZipFile.OpenRead((await Template.PackageAsync()).File);
        var metadata = Metadata(package);
        using var reader = new StreamReader(
            package.Entries.Single(entry => entry.FullName == "content/.serverless-proxy.json").Open());
        var answers = Answers.Parse(await reader.ReadToEndAsync());

        Assert.Equal((metadata["id"].Value, metadata["version"].Value), (answers.Package, answers.Version));
    }

    [Fact]
    public void Template_RequiresItsSdk()
    {
        using var template = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(ScaffoldFiles.Template, "template.json")));
        Assert.Equal(
            "[8.0.100,)",
            template.RootElement.GetProperty("constraints").GetProperty("sdk").GetProperty("args").GetString());
    }

    [Theory]
    [InlineData("dotnetcli.host.json")]
    [InlineData("ide.host.json")]
    public void HostFile_ContainsAllParametersOfTheTemplate(string host)
    {
        using var template = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(ScaffoldFiles.Template, "template.json")));
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(ScaffoldFiles.Template, host)));
        var parameters = template.RootElement.GetProperty("symbols").EnumerateObject()
            .Where(symbol => symbol.Value.GetProperty("type").GetString() == "parameter")
            .Select(symbol => symbol.Name);
        var symbols = file.RootElement.GetProperty("symbolInfo");
        var named = symbols.ValueKind == JsonValueKind.Array
            ? symbols.EnumerateArray().Select(symbol => symbol.GetProperty("id").GetString()!)
            : symbols.EnumerateObject().Select(symbol => symbol.Name);

        Assert.Equal(parameters.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Help_HasOnlyOptionsOfTheReadme()
    {
        var help = (await (await Template.PackageAsync()).New("serverless-proxy", "--help").RunAsync()).OrFail().Output;
        var options = help[help.IndexOf("Template options", StringComparison.Ordinal)..]
            .Split('\n')
            .Where(line => line.StartsWith("  -", StringComparison.Ordinal))
            .Select(line =>
                line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    .First(word => word.StartsWith("--", StringComparison.Ordinal)))
            .ToList();
        var readme = await File.ReadAllTextAsync(Repository.In("README.md"));

        Assert.Equal(19, options.Count);
        Assert.All(options, option => Assert.Matches($@"\| `{option}` +\|", readme));
    }

    [Theory]
    [InlineData("ServerlessProxy.Templates.Tests")]
    [InlineData("ServerlessProxy.Forwarder.Tests")]
    public void TestPackages_HaveTheVersionsOfTheScaffold(string project)
    {
        var scaffold = PackageVersion.ReferencedBy(
            Repository.In("content", "tests", "ServerlessProxy.1.Tests", "ServerlessProxy.1.Tests.csproj"));
        var template = PackageVersion.ReferencedBy(Repository.In("tests", project, $"{project}.csproj"));
        Assert.Empty(scaffold.Except(template));
    }

    [Fact]
    public void CodeStyle_IsThatOfTheScaffold() =>
        Assert.Equal(
            File.ReadAllText(Repository.In("content", ".editorconfig")),
            File.ReadAllText(Repository.In(".editorconfig")));

    [Fact]
    public void LockFile_HasNoAddress() =>
        Assert.DoesNotContain(
            "://",
            string.Concat(
                File.ReadLines(Repository.In("package-lock.json"))
                    .Where(line => line.Contains("\"resolved\"", StringComparison.Ordinal))),
            StringComparison.Ordinal);

    [Fact]
    public void Content_WithoutTheTemplateEngine_IsYamlAndJson()
    {
        Assert.NotEmpty(ScaffoldFiles.Yaml(File.ReadAllText(Repository.In("content", "serverless.yml"))));
        using var json = JsonDocument.Parse(File.ReadAllText(Repository.In("content", "package.json")));
        var options = Directory.GetFiles(Repository.In("options"), "*.yml", SearchOption.AllDirectories);
        Assert.NotEmpty(options);
        Assert.All(options, file => Assert.NotEmpty(ScaffoldFiles.Yaml(File.ReadAllText(file))));
    }

    /// <summary>Returns the metadata of a nupkg by name.</summary>
    private static Dictionary<string, XElement> Metadata(ZipArchive package)
    {
        using var nuspec = package
            .Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal))
            .Open();
        return XDocument.Load(nuspec).Root!.Elements().Single().Elements()
            .ToDictionary(element => element.Name.LocalName);
    }
}
