using System.Xml.Linq;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Scaffolds of many names, built in one go: a build of its own for each takes three times as long.</summary>
internal sealed class NamedScaffolds
{
    private readonly Dictionary<string, Scaffold> scaffolds = [];

    private NamedScaffolds()
    {
    }

    /// <summary>What the build said.</summary>
    public string Output { get; private set; } = "";

    /// <summary>Makes the scaffolds and builds their tests, and with them everything. Those that do not compile leave no assembly.</summary>
    public static async Task<NamedScaffolds> BuildAsync(IEnumerable<string> names)
    {
        var named = new NamedScaffolds();
        foreach (var name in names)
        {
            named.scaffolds[name] = await Template.CreateAsync($"name-{named.scaffolds.Count}", name);
        }

        // What analyzers say depends on no name, and takes half of the time.
        const string properties = "RunAnalyzers=false";
        var projects = named.scaffolds.Values.Select(scaffold => Directory.GetFiles(scaffold.Project("tests", ".Tests"), "*.csproj").Single());
        var all = new XElement(
            "Project",
            new XElement("ItemGroup", projects.Select(project => new XElement("Tests", new XAttribute("Include", project)))),
            new XElement(
                "Target",
                new XAttribute("Name", "Build"),
                Call("Restore", $"{properties};ForRestore=true"),
                Call("Build", properties)));
        var file = Path.Combine(Repository.EmptyArtifacts("tests", "names"), "all.proj");
        await File.WriteAllTextAsync(file, all.ToString());
        var build = new Command("dotnet", "build", file) { Environment = await BuildEnvironment.PrepareAsync() };
        named.Output = (await build.RunAsync()).Output;
        return named;
    }

    /// <summary>The scaffold of a name.</summary>
    public Scaffold Of(string name) => scaffolds[name];

    private static XElement Call(string target, string properties) => new(
        "MSBuild",
        new XAttribute("Projects", "@(Tests)"),
        new XAttribute("Targets", target),
        new XAttribute("Properties", properties),
        new XAttribute("BuildInParallel", "true"),
        new XAttribute("ContinueOnError", "true"));
}
