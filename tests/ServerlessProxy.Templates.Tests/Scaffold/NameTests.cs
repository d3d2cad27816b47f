using System.Text.Json.Nodes;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>
/// Checks names that users choose. Every name is generated and compared with a reference scaffold, which other tests
/// build. Only names of a different kind are built as well.
/// </summary>
public sealed class NameTests
{
    private const string Reference = "Refer.Ence";
    private const string ServiceOfReference = "refer-ence";

    private static readonly string Folder = Repository.EmptyArtifacts("tests", "scaffolds", "names");
    private static readonly Lazy<Task<Scaffold>> ReferenceScaffold = new(() => CreateAsync(Reference));

    /// <summary>The name, the name of files and projects, and the name of the service.</summary>
    public static TheoryData<string, string, string> Names => new()
    {
        { "my-proxy", "my-proxy", "my-proxy" },
        { "My.Proxy", "My.Proxy", "my-proxy" },
        { "acme.GitHub-Webhook2Go", "acme.GitHub-Webhook2Go", "acme-github-webhook2go" },
        { "1proxy", "proxy-1proxy", "proxy-1proxy" },
        { "_x_", "x", "proxy-x" },
        { "My Proxy", "My-Proxy", "my-proxy" },
        { "Ünï", "n", "proxy-n" },
        { "class", "class", "class" },
        { "acme.System.new", "acme.System.new", "acme-system-new" },
        { "日本", "proxy", "proxy" },
        { "Прокси", "proxy", "proxy" },
        { "a🚀b", "a-b", "a-b" },

        // Types, namespaces, packages and assemblies.
        { "Function", "Function", "function" },
        { "Console", "Console", "console" },
        { "System", "System", "system" },
        { "Task", "Task", "task" },
        { "Program", "Program", "program" },
        { "Amazon.Lambda", "Amazon.Lambda", "amazon-lambda" },
        { "Amazon.Lambda.Core", "Amazon.Lambda.Core", "amazon-lambda-core" },
        { "xunit", "xunit", "xunit" },
        { "bootstrap", "bootstrap", "bootstrap" },

        // Text with a special meaning in JSON, XML, YAML, a shell or the template engine.
        { "R&D", "R-D", "r-d" },
        { "a.b", "a.b", "a-b" },
        { "a\"b", "a-b", "a-b" },
        { "a$(touch PWNED)b", "a-touch-PWNED-b", "a-touch-pwned-b" },
        { "a`touch PWNED`b", "a-touch-PWNED-b", "a-touch-pwned-b" },
        { "a\nb", "a-b", "a-b" },
        { "#if (UseRest)", "if-UseRest", "if-userest" },
        { "null", "null", "null" },
        { "true", "true", "true" },

        // Text with a special meaning in a file system, in git or on a command line.
        { "CON", "proxy-CON", "con" },
        { "lpt1.x", "proxy-lpt1.x", "lpt1-x" },
        { "nul.", "proxy-nul", "nul" },
        { "-rf", "rf", "rf" },
        { "..", "proxy", "proxy" },
        { "bin", "proxy-bin", "bin" },
        { "my.user", "my-user", "my-user" },
        { new string('x', 200), new string('x', 50), new string('x', 40) },
        { $"1{new string('.', 60)}y", "proxy-1", "proxy-1-y" },
    };

    /// <summary>The names of a referenced package, of the function's assembly, and the longest name.</summary>
    public static TheoryData<string> Built => ["Amazon.Lambda.Core", "xunit", "bootstrap", new string('x', 200)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Name_ChangesOnlyTheNamesInAScaffold(string name, string safe, string service)
    {
        var reference = await ReferenceScaffold.Value;
        var scaffold = await CreateAsync(name);

        // Safe in a path, in MSBuild, in a shell and in JSON, XML and YAML.
        Assert.Matches("^[A-Za-z][A-Za-z0-9._-]{0,49}$", safe);

        // The Serverless Framework accepts these names of services.
        Assert.Matches("^[a-zA-Z][0-9a-zA-Z-]{1,39}$", service);

        var files = ScaffoldFiles.List(reference);
        Assert.Equal(files.Select(Rename).Order(StringComparer.Ordinal), ScaffoldFiles.List(scaffold));
        foreach (var file in files.Where(file => file != Answers.File))
        {
            var expected = Rename(await File.ReadAllTextAsync(reference.In(file)));
            Assert.Equal(expected, await File.ReadAllTextAsync(scaffold.In(Rename(file))));
        }

        var answers = Answers.Of(scaffold);
        Assert.Equal(name, answers.Name);
        Assert.Equal(Answers.Of(reference).Options, answers.Options);

        ScaffoldFiles.Parse(scaffold);
        var yaml = await File.ReadAllTextAsync(scaffold.In("serverless.yml"));
        Assert.Equal(service, ScaffoldFiles.Yaml(yaml)["service"].ToString());
        var manifest = await ManifestAsync(scaffold);
        Assert.Equal(service, (string?)manifest["name"]);
        Assert.Equal($"dotnet test tests/{safe}.Tests", TestScript(manifest));
        Assert.True(File.Exists(scaffold.In("src", safe, $"{safe}.csproj")));

        string Rename(string text) => text
            .Replace(Reference, safe, StringComparison.Ordinal)
            .Replace(ServiceOfReference, service, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reference_HasNoTextOfTheTemplate_AndNoNameInItsCode()
    {
        var scaffold = await ReferenceScaffold.Value;
        Assert.Empty(ScaffoldFiles.FindLeftovers(scaffold));

        // The names of assemblies and of the namespace are fixed, so a name cannot hide a type or a package.
        Assert.Contains(
            "namespace ServerlessProxy;",
            await File.ReadAllTextAsync(scaffold.In("src", Reference, "Function.cs")),
            StringComparison.Ordinal);
        var projects = ScaffoldFiles.List(scaffold).Where(file => file.EndsWith(".csproj", StringComparison.Ordinal));
        Assert.All(projects, project =>
        {
            var text = File.ReadAllText(scaffold.In(project));
            Assert.Matches("<AssemblyName>(bootstrap|ServerlessProxy\\.[A-Za-z]+)</AssemblyName>", text);
            Assert.Matches("<RootNamespace>ServerlessProxy(\\.[A-Za-z]+)?</RootNamespace>", text);
        });

        var readme = await File.ReadAllTextAsync(scaffold.In("README.md"));
        Assert.StartsWith($"# {Reference}\n", readme, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Built))]
    public async Task Name_OfAnotherKind_GivesAProxyThatBuilds(string name) =>
        Assert.Contains(
            "ServerlessProxy.Tests.",
            await RunTestScriptAsync(await CreateAsync(name), " --list-tests"),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("a$(touch PWNED)b")]
    [InlineData("System")]
    public async Task Name_GivesAProxyThatTheFrameworkReads_AndWhoseTestsPass(string name)
    {
        var scaffold = await CreateAsync(name);

        // The framework has read the file when the plugin rejects the placeholders.
        var packaged = await (await scaffold.ServerlessAsync("package")).RunAsync();
        Assert.Contains("is a placeholder", packaged.Output, StringComparison.Ordinal);

        await RunTestScriptAsync(scaffold, "");
        Assert.Empty(Directory.GetFiles(scaffold.Folder, "PWNED", SearchOption.AllDirectories));
    }

    /// <summary>
    /// Creates a scaffold in a folder with another name, because file systems do not accept every name.
    /// </summary>
    private static async Task<Scaffold> CreateAsync(string name)
    {
        var output = Path.Combine(Folder, $"{Guid.NewGuid():N}");
        var created = await (await Template.PackageAsync()).CreateAsync(name, Folder, "--output", output);
        return created with { Folder = output, Environment = Template.WithoutAnalyzers };
    }

    private static async Task<JsonNode> ManifestAsync(Scaffold scaffold) =>
        JsonNode.Parse(await File.ReadAllTextAsync(scaffold.In("package.json")))!;

    private static string TestScript(JsonNode manifest) => (string)manifest["scripts"]!["test"]!;

    /// <summary>Runs the test script of package.json in a shell, as npm does.</summary>
    private static async Task<string> RunTestScriptAsync(Scaffold scaffold, string option)
    {
        var script = TestScript(await ManifestAsync(scaffold)) + option;
        var environment = (await scaffold.DotnetAsync()).Environment;
        var command = new Command("sh", "-c", script) { Folder = scaffold.Folder, Environment = environment };
        return (await command.RunAsync()).OrFail().Output;
    }
}
