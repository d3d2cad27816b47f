using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>
/// Compares the default scaffold with the golden files. With <c>UPDATE_GOLDEN=1</c>, the test writes them instead.
/// </summary>
public sealed class GoldenTests
{
    private static readonly string Golden = Repository.In(
        "tests",
        "ServerlessProxy.Templates.Tests",
        "Scaffold",
        "Golden");

    /// <summary>The files that the template changes.</summary>
    private static readonly string[] Templated =
    [
        Answers.File, "serverless.yml", "package.json", "Directory.Build.props", "README.md",
        "src/my-proxy/Program.cs", "tests/my-proxy.Tests/ProcessTests.cs",
    ];

    [Fact]
    public async Task Defaults_GiveTheGoldenTree()
    {
        var scaffold = await Template.CreateAsync("golden", "my-proxy");
        await AssertGoldenAsync("tree.txt", string.Join('\n', ScaffoldFiles.List(scaffold)) + "\n");
        foreach (var file in Templated)
        {
            await AssertGoldenAsync(file, await File.ReadAllTextAsync(scaffold.In(file)));
        }
    }

    private static async Task AssertGoldenAsync(string file, string actual)
    {
        var golden = Path.Combine(Golden, file + ".golden");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(golden)!);
            await File.WriteAllTextAsync(golden, actual);
        }

        Assert.Equal(await File.ReadAllTextAsync(golden), actual);
    }
}
