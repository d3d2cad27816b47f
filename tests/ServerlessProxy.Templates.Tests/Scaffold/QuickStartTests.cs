using System.Text.RegularExpressions;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Runs the commands of the README's quick start.</summary>
public sealed partial class QuickStartTests
{
    [Fact]
    public async Task QuickStart_GivesAPackagedProxy()
    {
        var folder = Repository.EmptyArtifacts("tests", "quick-start");
        var clone = await Clone.MakeAsync(Path.Combine(folder, "clone"));

        var commands = QuickStart()
            .Match(await File.ReadAllTextAsync(Repository.In("README.md")))
            .Groups["commands"]
            .Value;
        Assert.Contains("npm run package", commands, StringComparison.Ordinal);
        await RunAsync(commands, clone, folder);

        // `dotnet new install .` in the repository would also find the template in this copy.
        Directory.Delete(clone, recursive: true);
        Assert.True(File.Exists(Path.Combine(folder, "my-proxy", "artifacts", "function.zip")));
        Assert.True(
            File.Exists(Path.Combine(folder, "my-proxy", ".serverless", "cloudformation-template-update-stack.json")));
    }

    private static async Task RunAsync(string commands, string clone, string folder) =>
        (await new Command("bash", "-euxc", commands)
        {
            Folder = clone,

            // Leaves the user's templates unchanged.
            Environment = (await BuildEnvironment.PrepareAsync()).Append(new("DOTNET_CLI_HOME", folder)),
        }.RunAsync()).OrFail();

    [GeneratedRegex("## Quick start.*?```sh\n(?<commands>.*?)```", RegexOptions.Singleline)]
    private static partial Regex QuickStart();
}
