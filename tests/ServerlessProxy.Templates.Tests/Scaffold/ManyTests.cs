using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>The README's command for many proxies, to the letter.</summary>
public sealed partial class ManyTests
{
    /// <summary>The user's own templates stay as they are.</summary>
    private static readonly string Home = Repository.EmptyArtifacts("tests", "many", "home");

    private static readonly Lazy<Task> Installed = new(async () =>
        (await new Command("dotnet", "new", "install", (await Template.PackageAsync()).File) { Environment = [new("DOTNET_CLI_HOME", Home)] }.RunAsync()).OrFail());

    [Fact]
    public async Task Many_MakesEveryRowThatIsRight_AndReportsTheRest()
    {
        var (rows, command) = await ReadAsync();
        rows.Add(new JsonObject { ["name"] = "wrong", ["auth"] = "nothing" });
        rows.Add(new JsonObject { ["name"] = "refused", ["api-type"] = "http", ["auth"] = "api-key" });
        rows.Add(new JsonObject { ["name"] = "there" });
        rows.Add(new JsonObject { ["auth"] = "iam" });
        rows.Add(null);
        var folder = Repository.EmptyArtifacts("tests", "many", "some");
        Directory.CreateDirectory(Path.Combine(folder, "there"));
        await File.WriteAllTextAsync(Path.Combine(folder, "there", "file"), "theirs");

        var result = await RunAsync(command, rows, folder);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("made: jenkins-hooks\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("made: billing\n", result.Output, StringComparison.Ordinal);
        Assert.Matches("FAILED: wrong: (?s:.*?)'nothing' is not a valid value for --auth", result.Output);
        Assert.Matches("FAILED: refused: (?s:.*?)--auth: \"api-key\" does not work with an HTTP API", result.Output);
        Assert.Contains("FAILED: there: it is there already\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("""FAILED: {"auth":"iam"}: it has no name""", result.Output, StringComparison.Ordinal);
        Assert.Contains("FAILED: null: ", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("2 of 7 made", result.Output.Trim(), StringComparison.Ordinal);

        Assert.Equal(["billing", "jenkins-hooks", "there"], Directory.GetDirectories(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal("theirs", await File.ReadAllTextAsync(Directory.GetFiles(Path.Combine(folder, "there")).Single()));
        foreach (var row in rows.Take(2).Select(row => row!.AsObject()))
        {
            var answers = Answers.Of(new Scaffold(Path.Combine(folder, (string)row["name"]!), ""));
            Assert.Equal((string?)row["name"], answers.Name);
            Assert.All(row.Where(pair => pair.Key != "name"), pair => Assert.Equal((string?)pair.Value, answers.Options[pair.Key]));
        }
    }

    [Fact]
    public async Task Many_OfWhichAllAreRight_EndsWithExitCode0()
    {
        var (rows, command) = await ReadAsync();
        var result = await RunAsync(command, rows, Repository.EmptyArtifacts("tests", "many", "all"));
        Assert.EndsWith("2 of 2 made", result.OrFail().Output.Trim(), StringComparison.Ordinal);
    }

    /// <summary>Between single quotes, and without quotes of its own, one text means the same to every POSIX shell and every PowerShell.</summary>
    [Fact]
    public async Task Many_IsOneWordToEveryShell() =>
        Assert.Matches("^node -e '[^'\"]+'\n$", (await ReadAsync()).Command);

    private static async Task<(JsonArray Rows, string Command)> ReadAsync()
    {
        var section = Section().Match(await File.ReadAllTextAsync(Repository.In("README.md")));
        return (JsonNode.Parse(section.Groups["rows"].Value)!.AsArray(), section.Groups["command"].Value);
    }

    private static async Task<CommandResult> RunAsync(string command, JsonArray rows, string folder)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "proxies.json"), rows.ToJsonString());
        await Installed.Value;
        return await new Command("sh", "-c", command) { Folder = folder, Environment = [new("DOTNET_CLI_HOME", Home)] }.RunAsync();
    }

    [GeneratedRegex("## Many at once.*?```json\n(?<rows>.*?)```.*?```sh\n(?<command>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Section();
}
