using System.Text.RegularExpressions;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>The README's quick start, to the letter.</summary>
public sealed partial class QuickStartTests
{
    [Fact]
    public async Task QuickStart_GivesAPackagedProxy()
    {
        // A clone, as far as a user's differs from this one: nothing that was made is in it.
        var folder = Repository.EmptyArtifacts("tests", "quick-start");
        var clone = Directory.CreateDirectory(Path.Combine(folder, "clone")).FullName;
        var files = (await new Command("git", "ls-files", "--cached", "--others", "--exclude-standard").RunAsync()).OrFail().Output;
        foreach (var file in files.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(file => File.Exists(Repository.In(file))))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(clone, file))!);
            File.Copy(Repository.In(file), Path.Combine(clone, file));
        }

        var commands = QuickStart().Match(await File.ReadAllTextAsync(Repository.In("README.md"))).Groups["commands"].Value;
        Assert.Contains("npm run package", commands, StringComparison.Ordinal);
        await RunAsync(commands, clone, folder);

        // A second template in this tree would be in the way of `dotnet new install .`.
        Directory.Delete(clone, recursive: true);
        Assert.True(File.Exists(Path.Combine(folder, "my-proxy", "artifacts", "function.zip")));
        Assert.True(File.Exists(Path.Combine(folder, "my-proxy", ".serverless", "cloudformation-template-update-stack.json")));
    }

    private static async Task RunAsync(string commands, string clone, string folder) =>
        (await new Command("bash", "-euxc", commands)
        {
            Folder = clone,

            // The user's own templates stay as they are.
            Environment = (await BuildEnvironment.PrepareAsync()).Append(new("DOTNET_CLI_HOME", folder)),
        }.RunAsync()).OrFail();

    [GeneratedRegex("## Quick start.*?```sh\n(?<commands>.*?)```", RegexOptions.Singleline)]
    private static partial Regex QuickStart();
}
