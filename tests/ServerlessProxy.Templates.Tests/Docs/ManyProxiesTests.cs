using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Tests the loop of <c>docs/many-proxies.md</c>.</summary>
public sealed class ManyProxiesTests
{
    private static readonly DocumentationPage Page = new("docs/many-proxies.md");

    private static readonly string[] Lines = Block("text").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    [Fact]
    public async Task Page_CreatesTheProxyOfEachLine_WithItsOptions()
    {
        var run = await DocumentationRun.OfAsync(Page);
        Assert.DoesNotContain("FAILED", run.Output, StringComparison.Ordinal);
        AssertCreated(run.Folder);
    }

    [Fact]
    public async Task Loop_ReportsLinesThatFail_AndChangesNoFolderThatExists()
    {
        string[] lines =
        [
            "there --auth iam", "wrong --auth nothing", "invalid --api-type http --auth api-key", "", .. Lines,
        ];
        var run = await DocumentationRun.RunAsync("many-proxies-some", $"""
            set -eu
            mkdir there
            echo theirs > there/file
            cat > proxies.txt <<'END-OF-BLOCK'
            {string.Join('\n', lines)}
            END-OF-BLOCK
            {Block("sh")}
            """);

        Assert.Contains("'nothing' is not a valid value for --auth", run.Output, StringComparison.Ordinal);
        Assert.Contains("FAILED: wrong\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("""--auth: "api-key" does not work with an HTTP API""", run.Output, StringComparison.Ordinal);
        Assert.Contains("FAILED: invalid\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(2, run.Output.Split("FAILED").Length - 1);
        Assert.Equal(
            [.. Lines.Select(Name).Append("there").Order(StringComparer.Ordinal)],
            Directory.GetDirectories(run.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var kept = Directory.GetFiles(Path.Combine(run.Folder, "there")).Single();
        Assert.Equal("theirs\n", await File.ReadAllTextAsync(kept));
        AssertCreated(run.Folder);
    }

    /// <summary>No test runs PowerShell.</summary>
    [Fact]
    public void PowerShell_RunsTheSameCommand()
    {
        const string command = "dotnet new serverless-proxy --name {0} --output {0} $options";
        Assert.Contains(string.Format(null, command, "\"$name\""), Block("sh"), StringComparison.Ordinal);
        Assert.Contains(string.Format(null, command, "$name"), Block("powershell"), StringComparison.Ordinal);
    }

    private static void AssertCreated(string folder) => Assert.All(Lines, line =>
    {
        var answers = Answers.Of(new Scaffold(Path.Combine(folder, Name(line)), ""));
        var options = line.Split(' ')[1..].Chunk(2).ToList();
        Assert.Equal(Name(line), answers.Name);
        Assert.NotEmpty(options);
        Assert.All(options, option => Assert.Equal(option[1], answers.Options[option[0].TrimStart('-')]));
    });

    private static string Name(string line) => line.Split(' ')[0];

    private static string Block(string language) => Page.Blocks.Single(block => block.Language == language).Text;
}
