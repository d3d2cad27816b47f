using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ServerlessProxy.Eng;
using ServerlessProxy.Eng.Start;

namespace ServerlessProxy.Templates.Tests;

/// <summary>GitHub's addresses: <c>npm run refresh-github-ranges</c>, and the warning about old ones.</summary>
public sealed class GitHubRangesTests
{
    private const string Old = """{"source":"https://api.github.com/meta","date":"2026-01-31","hooks":["192.30.252.0/22","2606:50c0::/32"]}""";

    [Fact]
    public async Task Refresh_WritesWhatGitHubSays_AndSaysWhatChanged()
    {
        var (result, file) = await RefreshAsync("""{"verifiable_password_authentication":false,"hooks":["2606:50c0::/32","9.234.98.160/28"],"web":["1.2.3.0/24"]}""");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["+ 9.234.98.160/28", "- 192.30.252.0/22", "2 ranges now: deploy to use them."], result.Output.Trim().Split('\n'));
        using var json = JsonDocument.Parse(file);
        Assert.Equal(["2606:50c0::/32", "9.234.98.160/28"], json.RootElement.GetProperty("hooks").EnumerateArray().Select(range => range.GetString()));
        Assert.Equal("https://api.github.com/meta", json.RootElement.GetProperty("source").GetString());
        Assert.Equal(DateTime.UtcNow, DateTime.Parse(json.RootElement.GetProperty("date").GetString()!, CultureInfo.InvariantCulture), TimeSpan.FromDays(2));
    }

    [Fact]
    public async Task Refresh_OfTheSameRanges_RenewsTheDate()
    {
        var (result, file) = await RefreshAsync("""{"hooks":["192.30.252.0/22","2606:50c0::/32"]}""");
        Assert.Equal((0, "2 ranges, as before."), (result.ExitCode, result.Output.Trim()));
        Assert.DoesNotContain("2026-01-31", file, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, """{"hooks":["192.30.252.0/22"]}""", "it answered 500")]
    [InlineData(403, """{"message":"API rate limit exceeded"}""", "it answered 403")]
    [InlineData(200, "<html>", "is not valid JSON")]
    [InlineData(200, "", "JSON")]
    [InlineData(200, "null", "")]
    [InlineData(200, "{}", "has no list \"hooks\"")]
    [InlineData(200, """{"hooks":[]}""", "has no list \"hooks\"")]
    [InlineData(200, """{"hooks":"192.30.252.0/22"}""", "has no list \"hooks\"")]
    [InlineData(200, """{"hooks":["192.30.252.0/22",null]}""", "holds null")]
    [InlineData(200, """{"hooks":["192.30.252.0/22","github.com"]}""", "holds \"github.com\"")]
    [InlineData(200, """{"hooks":["192.30.252.0/22","192.30.252.1/22"]}""", "holds \"192.30.252.1/22\"")]
    [InlineData(200, """{"hooks":["192.30.252.0/22","0.0.0.0/0"]}""", "holds \"0.0.0.0/0\"")]
    [InlineData(200, """{"hooks":["::/0"]}""", "holds \"::/0\"")]
    public async Task Refresh_WithAnAnswerThatIsNone_LeavesTheFileAsItWas(int status, string answer, string reason)
    {
        var (result, file) = await RefreshAsync(answer, status);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("serverless/github-ranges.json is as it was", result.Output, StringComparison.Ordinal);
        Assert.Contains(reason, result.Output, StringComparison.Ordinal);
        Assert.Equal(Old, file);
    }

    [Fact]
    public async Task Refresh_FromWhereNobodyAnswers_LeavesTheFileAsItWas()
    {
        var folder = Copy();
        var result = await RunAsync(folder, "http://127.0.0.1:1/meta");
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("http://127.0.0.1:1/meta", result.Output, StringComparison.Ordinal);
        Assert.Equal(Old, await File.ReadAllTextAsync(Path.Combine(folder, "github-ranges.json")));
    }

    [Theory]
    [InlineData(29, false)]
    [InlineData(31, true)]
    public async Task Package_WarnsOfRangesThatAreOlderThan30Days(int days, bool warns)
    {
        var scaffold = await Template.CreateAsync($"github-ranges-{days}", "my-proxy", [.. Template.Working, "--auth", "github"]);
        var file = scaffold.In("serverless", "github-ranges.json");
        var date = DateTime.UtcNow.AddDays(-days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("2026-11-22", date, StringComparison.Ordinal));

        var output = (await (await WithoutBuild.ServerlessAsync(scaffold, "package")).RunAsync()).OrFail().Output;
        Assert.Equal(warns, output.Contains($"is {days} days old", StringComparison.Ordinal));
        Assert.Equal(warns, output.Contains("npm run refresh-github-ranges", StringComparison.Ordinal));
    }

    private static async Task<(CommandResult Result, string File)> RefreshAsync(string answer, int status = 200)
    {
        var folder = Copy();
        await using var server = await Loopback.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(answer);
        });
        var result = await RunAsync(folder, $"{server.Urls.Single()}/meta");
        return (result, await File.ReadAllTextAsync(Path.Combine(folder, "github-ranges.json")));
    }

    private static Task<CommandResult> RunAsync(string folder, string source) =>
        new Command("node", "refresh-github-ranges.js", source) { Folder = folder, Timeout = TimeSpan.FromMinutes(1) }.RunAsync();

    private static string Copy()
    {
        var folder = Repository.EmptyArtifacts("tests", "github-ranges", Guid.NewGuid().ToString("N"));
        foreach (var file in new[] { "callers.js", "cidrs.js", "refresh-github-ranges.js" })
        {
            File.Copy(Repository.In("content", "serverless", file), Path.Combine(folder, file));
        }

        File.WriteAllText(Path.Combine(folder, "github-ranges.json"), Old);
        return folder;
    }
}
