using System.Text.Json.Nodes;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Names that users choose.</summary>
public sealed class NameTests
{
    private static readonly Lazy<Task<NamedScaffolds>> Shared = new(() => NamedScaffolds.BuildAsync(
        [.. Names.Select<object[], string>(row => (string)row[0])]));

    /// <summary>The name, the one that files and projects get, and the service's.</summary>
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

        // Text that means something to JSON, XML, YAML, a shell or the template engine.
        { "R&D", "R-D", "r-d" },
        { "a.b", "a.b", "a-b" },
        { "a\"b", "a-b", "a-b" },
        { "a$(touch PWNED)b", "a-touch-PWNED-b", "a-touch-pwned-b" },
        { "a`touch PWNED`b", "a-touch-PWNED-b", "a-touch-pwned-b" },
        { "a\nb", "a-b", "a-b" },
        { "#if (UseRest)", "if-UseRest", "if-userest" },

        // Text that means something to a file system, to git or to a command line.
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

    /// <summary>Names that shells would execute.</summary>
    public static TheoryData<string> Commands => ["a$(touch PWNED)b", "a`touch PWNED`b"];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Name_GivesAProxyThatParsesAndBuilds_AndAServiceThatOslsAccepts(
        string name, string safe, string service)
    {
        var scaffold = (await Shared.Value).Of(name);

        // A name can itself contain such a text.
        Assert.DoesNotContain(
            ScaffoldFiles.FindLeftovers(scaffold),
            place => !name.Contains(place.Split(": ")[^1], StringComparison.Ordinal));
        ScaffoldFiles.Parse(scaffold);
        Assert.Equal(name, Answers.Of(scaffold).Name);

        Assert.Matches("^[A-Za-z][A-Za-z0-9._-]{0,49}$", safe);
        Assert.True(File.Exists(scaffold.In("tests", $"{safe}.Tests", $"{safe}.Tests.csproj")));
        var readme = await File.ReadAllTextAsync(scaffold.In("README.md"));
        Assert.StartsWith($"# {safe}\n", readme, StringComparison.Ordinal);
        var package = JsonNode.Parse(await File.ReadAllTextAsync(scaffold.In("package.json")))!;
        Assert.Equal($"dotnet test tests/{safe}.Tests", (string?)package["scripts"]!["test"]);
        Assert.Contains(
            "namespace ServerlessProxy;",
            await File.ReadAllTextAsync(scaffold.In("src", safe, "Function.cs")),
            StringComparison.Ordinal);

        Assert.Matches("^[a-zA-Z][0-9a-zA-Z-]{1,39}$", service);
        var yaml = await File.ReadAllTextAsync(scaffold.In("serverless.yml"));
        Assert.Equal(service, ScaffoldFiles.Yaml(yaml)["service"].ToString());
        Assert.Equal(service, (string?)package["name"]);

        // Its own check is what stops it: osls has taken the file as it is.
        var packaged = await (await scaffold.ServerlessAsync("package")).RunAsync();
        Assert.Contains("is a placeholder", packaged.Output, StringComparison.Ordinal);

        var build = Path.Combine(scaffold.Project("tests", ".Tests"), "bin", "Debug", "net8.0");
        Assert.True(File.Exists(Path.Combine(build, "ServerlessProxy.Tests.dll")), (await Shared.Value).Output);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task TestScript_ExecutesNothingOfTheName(string name)
    {
        var scaffold = (await Shared.Value).Of(name);
        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(scaffold.In("package.json")))!;
        var script = (string)manifest["scripts"]!["test"]!;

        // As npm does it.
        var tested = await new Command("sh", "-c", $"{script} --list-tests")
        {
            Folder = scaffold.Folder,
            Environment = (await scaffold.DotnetAsync()).Environment,
        }.RunAsync();

        Assert.Contains("ServerlessProxy.Tests.", tested.OrFail().Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(scaffold.Folder, "PWNED", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("a$(touch PWNED)b")]
    [InlineData("System")]
    public async Task Name_GivesAProxyWhoseTestsPass(string name)
    {
        var scaffold = (await Shared.Value).Of(name);
        var tests = Path.GetRelativePath(scaffold.Folder, scaffold.Project("tests", ".Tests"));
        (await (await scaffold.DotnetAsync("test", tests)).RunAsync()).OrFail();
    }
}
