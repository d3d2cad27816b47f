using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Represents the result of following a page. Each page's script runs once, for all tests.</summary>
/// <param name="Folder">The folder in which it ran.</param>
/// <param name="Output">The output of the commands.</param>
internal sealed record DocumentationRun(string Folder, string Output)
{
    private static readonly string Home = Repository.EmptyArtifacts("tests", "docs", "home");

    private static readonly string Packages = Repository.In("node_modules");

    private static readonly Lazy<Task> Installed = new(InstallAsync);

    private static readonly Dictionary<string, Lazy<Task<DocumentationRun>>> Pages =
        DocumentationPage.All.ToDictionary(
            page => page.File,
            page => new Lazy<Task<DocumentationRun>>(() =>
                RunAsync(Path.GetFileNameWithoutExtension(page.File), page.Script())));

    /// <summary>Returns the run of a page.</summary>
    public static Task<DocumentationRun> OfAsync(DocumentationPage page) => Pages[page.File].Value;

    /// <summary>Runs a script in a separate folder. It does not build the function, and its <c>npm ci</c> links this
    /// repository's packages. <see cref="QuickStartTests"/> tests both.</summary>
    public static async Task<DocumentationRun> RunAsync(string name, string script)
    {
        await Installed.Value;
        var folder = Repository.EmptyArtifacts("tests", "docs", name);
        var prelude = $$"""
            npm() { if [ "$1" = ci ]; then ln -s '{{Packages}}' node_modules; else command npm "$@"; fi; }
            dotnet() { PATH="${PATH#*:}" command dotnet "$@"; }

            """;
        var command = WithoutBuild.Of(new Command("bash", "-c", prelude + script)
        {
            Folder = folder,

            // The folder is in this repository, and git apply skips ignored files.
            Environment =
            [
                .. await BuildEnvironment.PrepareAsync(),
                new("DOTNET_CLI_HOME", Home),
                new("GIT_CEILING_DIRECTORIES", folder),
            ],
        });
        return new DocumentationRun(folder, (await command.RunAsync()).OrFail().Output);
    }

    /// <summary>Returns the CloudFormation templates that the commands packaged.</summary>
    public IReadOnlyList<string> Stacks() =>
    [
        .. Directory.GetFiles(Folder, "cloudformation-template-update-stack.json", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal),
    ];

    private static async Task InstallAsync()
    {
        var package = (await Template.PackageAsync()).File;
        var command = new Command("dotnet", "new", "install", package) { Environment = [new("DOTNET_CLI_HOME", Home)] };
        (await command.RunAsync()).OrFail();
    }
}
