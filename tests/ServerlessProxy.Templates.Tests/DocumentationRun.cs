using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>What comes of a page when a reader follows it: each script is run once, for all tests.</summary>
/// <param name="Folder">Where it ran.</param>
/// <param name="Output">What the commands said.</param>
internal sealed record DocumentationRun(string Folder, string Output)
{
    private static readonly string Home = Repository.EmptyArtifacts("tests", "docs", "home");

    private static readonly Lazy<Task> Installed = new(async () =>
        (await new Command("dotnet", "new", "install", (await Template.PackageAsync()).File) { Environment = [new("DOTNET_CLI_HOME", Home)] }.RunAsync()).OrFail());

    private static readonly Dictionary<string, Lazy<Task<DocumentationRun>>> Pages =
        DocumentationPage.All.ToDictionary(page => page.File, page => new Lazy<Task<DocumentationRun>>(() => RunAsync(Path.GetFileNameWithoutExtension(page.File), page.Script())));

    /// <summary>The run of a page.</summary>
    public static Task<DocumentationRun> OfAsync(DocumentationPage page) => Pages[page.File].Value;

    /// <summary>Runs a script in a folder of its own. The function is not built, and <c>npm ci</c> takes this repository's packages: the quick start does both.</summary>
    public static async Task<DocumentationRun> RunAsync(string name, string script)
    {
        await Installed.Value;
        var folder = Repository.EmptyArtifacts("tests", "docs", name);
        var prelude = $$"""
            npm() { if [ "$1" = ci ]; then ln -s '{{Repository.In("node_modules")}}' node_modules; else command npm "$@"; fi; }
            dotnet() { PATH="${PATH#*:}" command dotnet "$@"; }

            """;
        var command = WithoutBuild.Of(new Command("bash", "-c", prelude + script)
        {
            Folder = folder,

            // The folder is in this repository, where git would apply nothing to what is ignored.
            Environment = [.. await BuildEnvironment.PrepareAsync(), new("DOTNET_CLI_HOME", Home), new("GIT_CEILING_DIRECTORIES", folder)],
        });
        return new DocumentationRun(folder, (await command.RunAsync()).OrFail().Output);
    }

    /// <summary>The CloudFormation templates that it left.</summary>
    public IReadOnlyList<string> Stacks() => [.. Directory.GetFiles(Folder, "cloudformation-template-update-stack.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
