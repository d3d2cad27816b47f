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

    /// <summary>The build's output.</summary>
    public string Output { get; private set; } = "";

    /// <summary>Makes scaffolds and builds their tests, and with them all their projects. A project that does not
    /// compile leaves no assembly.</summary>
    /// <param name="names">The names.</param>
    public static async Task<NamedScaffolds> BuildAsync(IReadOnlyList<string> names)
    {
        var named = new NamedScaffolds();
        var package = await Template.PackageAsync();
        var folder = Repository.EmptyArtifacts("tests", "scaffolds", "names");
        foreach (var name in names)
        {
            // The folder has a name of its own: no file system takes all of these.
            var output = Path.Combine(folder, $"{named.scaffolds.Count}");
            var scaffold = await package.CreateAsync(name, folder, "--output", output);
            named.scaffolds[name] =
                scaffold with { Folder = output, Environment = [new("RunAnalyzers", "false")] };
        }

        // What analyzers say depends on no name, and takes half of the time.
        const string properties = "RunAnalyzers=false";
        var projects = named.scaffolds.Values.Select(scaffold =>
            Directory.GetFiles(scaffold.Project("tests", ".Tests"), "*.csproj").Single());
        var all = new XElement(
            "Project",
            new XElement(
                "ItemGroup",
                projects.Select(project => new XElement("Tests", new XAttribute("Include", project)))),
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

    /// <summary>Returns the scaffold of a name.</summary>
    public Scaffold Of(string name) => scaffolds[name];

    private static XElement Call(string target, string properties) => new(
        "MSBuild",
        new XAttribute("Projects", "@(Tests)"),
        new XAttribute("Targets", target),
        new XAttribute("Properties", properties),
        new XAttribute("BuildInParallel", "true"),
        new XAttribute("ContinueOnError", "true"));
}
