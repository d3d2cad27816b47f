using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ServerlessProxy.Eng;
using ServerlessProxy.Eng.Start;

namespace ServerlessProxy.Templates.Tests;

/// <summary>GitHub's addresses: <c>refresh-github-ranges.js</c>, and the warning about old ones.</summary>
public sealed class GitHubRangesTests
{
    private const string Ranges = "plugin/options/github-ranges.json";
    private const string Old =
        """{"source":"https://api.github.com/meta","date":"2026-01-31","hooks":["192.30.252.0/22","2606:50c0::/32"]}""";

    [Fact]
    public async Task Refresh_WritesGitHubsRanges_AndPrintsWhatChanged()
    {
        var (result, file) = await RefreshAsync(
            """{"verifiable_password_authentication":false,"hooks":["2606:50c0::/32","9.234.98.160/28"],"web":["1.2.3.0/24"]}"""
        );
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(
            ["+ 9.234.98.160/28", "- 192.30.252.0/22", "2 ranges. Deploy to use them."],
            result.Output.Trim().Split('\n'));
        using var json = JsonDocument.Parse(file);
        Assert.Equal(
            ["2606:50c0::/32", "9.234.98.160/28"],
            json.RootElement.GetProperty("hooks").EnumerateArray().Select(range => range.GetString()));
        Assert.Equal("https://api.github.com/meta", json.RootElement.GetProperty("source").GetString());
        Assert.Equal(
            DateTime.UtcNow,
            DateTime.Parse(json.RootElement.GetProperty("date").GetString()!, CultureInfo.InvariantCulture),
            TimeSpan.FromDays(2));
    }

    [Fact]
    public async Task Refresh_OfTheSameRanges_RenewsTheDate()
    {
        var (result, file) = await RefreshAsync("""{"hooks":["192.30.252.0/22","2606:50c0::/32"]}""");
        Assert.Equal((0, "2 ranges, unchanged."), (result.ExitCode, result.Output.Trim()));
        Assert.DoesNotContain("2026-01-31", file, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, """{"hooks":["192.30.252.0/22"]}""", "the status is 500")]
    [InlineData(403, """{"message":"API rate limit exceeded"}""", "the status is 403")]
    [InlineData(200, "<html>", "is not valid JSON")]
    [InlineData(200, "", "JSON")]
    [InlineData(200, "null", "")]
    [InlineData(200, "{}", "has no list \"hooks\"")]
    [InlineData(200, """{"hooks":[]}""", "has no list \"hooks\"")]
    [InlineData(200, """{"hooks":"192.30.252.0/22"}""", "has no list \"hooks\"")]
    [InlineData(200, """{"hooks":["192.30.252.0/22",null]}""", "contains null")]
    [InlineData(200, """{"hooks":["192.30.252.0/22","github.com"]}""", "contains \"github.com\"")]
    [InlineData(200, """{"hooks":["192.30.252.0/22","192.30.252.1/22"]}""", "contains \"192.30.252.1/22\"")]
    [InlineData(200, """{"hooks":["192.30.252.0/22","0.0.0.0/0"]}""", "contains \"0.0.0.0/0\"")]
    [InlineData(200, """{"hooks":["::/0"]}""", "contains \"::/0\"")]
    public async Task Refresh_WithAnInvalidAnswer_LeavesTheFileUnchanged(int status, string answer, string reason)
    {
        var (result, file) = await RefreshAsync(answer, status);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("plugin/options/github-ranges.json is unchanged", result.Output, StringComparison.Ordinal);
        Assert.Contains(reason, result.Output, StringComparison.Ordinal);
        Assert.Equal(Old, file);
    }

    [Fact]
    public async Task Refresh_WithoutAnAnswer_LeavesTheFileUnchanged()
    {
        var folder = Copy();
        var result = await RunAsync(folder, "http://127.0.0.1:1/meta");
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("http://127.0.0.1:1/meta", result.Output, StringComparison.Ordinal);
        Assert.Equal(Old, await File.ReadAllTextAsync(Path.Combine(folder, Ranges)));
    }

    /// <summary>tests/plugin/options.test.js checks that ranges of 30 days are accepted.</summary>
    [Fact]
    public async Task Package_WarnsOfRangesThatAreOlderThan30Days()
    {
        string[] options = [.. Template.Working, "--auth", "github"];
        var scaffold = await Template.CreateAsync("github-ranges-31", "my-proxy", options);
        var file = scaffold.In("plugin", "options", "github-ranges.json");
        var date = DateTime.UtcNow.AddDays(-31).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await File.WriteAllTextAsync(
            file,
            (await File.ReadAllTextAsync(file)).Replace("2026-11-22", date, StringComparison.Ordinal));

        var output = (await (await WithoutBuild.ServerlessAsync(scaffold, "package")).RunAsync()).OrFail().Output;
        Assert.Contains(
            "github-ranges.json: is 31 days old. Run node plugin/options/refresh-github-ranges.js.",
            output,
            StringComparison.Ordinal);
        Assert.Contains("provider.runtime: \"dotnet8\" is deprecated: AWS blocks ", output, StringComparison.Ordinal);
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
        return (result, await File.ReadAllTextAsync(Path.Combine(folder, Ranges)));
    }

    private static Task<CommandResult> RunAsync(string folder, string source) =>
        new Command("node", "plugin/options/refresh-github-ranges.js", source)
        {
            Folder = folder,
            Timeout = TimeSpan.FromMinutes(1),
        }.RunAsync();

    private static string Copy()
    {
        var folder = Repository.EmptyArtifacts("tests", "github-ranges", Guid.NewGuid().ToString("N"));
        foreach (
            var file in new[]
            {
                "plugin/gateway/addresses.js",
                "plugin/options/github-ranges.js",
                "plugin/options/refresh-github-ranges.js",
            })
        {
            var copy = Path.Combine(folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(LocalPlugin.AllOptions, file), copy);
        }

        File.WriteAllText(Path.Combine(folder, Ranges), Old);
        return folder;
    }
}
