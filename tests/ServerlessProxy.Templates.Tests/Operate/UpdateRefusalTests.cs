using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>What <c>npm run update-from-template</c> needs: without it, nothing changes.</summary>
public sealed class UpdateRefusalTests
{
    /// <summary>What is not as it must be, how it comes to be, and what is said of it.</summary>
    public static TheoryData<string, string> Repositories => new()
    {
        { "changed", "not everything is committed" },
        { "staged", "M  services/my-proxy/serverless.yml" },
        { "changed elsewhere", " M elsewhere.txt" },
        { "untracked", "?? services/my-proxy/untracked.txt" },
        { "no repository", "in no git repository" },
        { "no commit", "is in no commit" },
        { "not in the commit", "is in no commit" },
        { "merging", "in progress here (MERGE_HEAD)" },
    };

    [Theory]
    [MemberData(nameof(Repositories))]
    public async Task Update_OfARepositoryThatIsNotAsCommitted_IsRefused(string what, string reason)
    {
        var team = await TeamRepository.CreateAsync($"refusal-{what.Replace(' ', '-')}", "services/my-proxy");
        await File.WriteAllTextAsync(Path.Combine(team.Folder, "elsewhere.txt"), "");
        await team.CommitAsync();
        switch (what)
        {
            case "changed":
                team.Edit("serverless.yml", "512", "1024");
                break;
            case "staged":
                team.Edit("serverless.yml", "512", "1024");
                await team.GitAsync("add", "--all");
                break;
            case "changed elsewhere":
                await File.WriteAllTextAsync(Path.Combine(team.Folder, "elsewhere.txt"), "changed");
                break;
            case "untracked":
                await File.WriteAllTextAsync(team.Scaffold.In("untracked.txt"), "");
                break;
            case "no repository":
                Directory.Delete(Path.Combine(team.Folder, ".git"), recursive: true);
                break;
            case "no commit":
                Directory.Delete(Path.Combine(team.Folder, ".git"), recursive: true);
                await team.GitAsync("init", "--quiet");
                break;
            case "not in the commit":
                await team.GitAsync("rm", "--quiet", "--cached", $"services/my-proxy/{Answers.File}");
                await team.GitAsync("commit", "--quiet", "--message", "Team");
                break;
            case "merging":
                await team.GitAsync("branch", "other", await OrphanAsync(team));
                await team.GitAsync("merge", "--quiet", "--no-commit", "--strategy", "ours", "--allow-unrelated-histories", "other");
                break;
        }

        await AssertRefusedAsync(team, reason, () => team.UpdateAsync());
    }

    [Theory]
    [InlineData(null, "cannot be read")]
    [InlineData("{", "cannot be read")]
    [InlineData("null", "\"package\" is missing")]
    [InlineData("""{"package":"--force","version":"0.1.0","name":"x","options":{}}""", "\"package\" is \"--force\"")]
    [InlineData("""{"package":"x","version":"0.1","name":"x","options":{}}""", "\"version\" is \"0.1\"")]
    [InlineData("""{"package":"x","version":"0.1.0","name":"","options":{}}""", "\"name\" is \"\"")]
    [InlineData("""{"package":"x","version":"0.1.0","name":"x"}""", "\"options\" is missing")]
    [InlineData("""{"package":"x","version":"0.1.0","name":"x","options":[]}""", "\"options\" is []")]
    [InlineData("""{"package":"x","version":"0.1.0","name":"x","options":{"url":null}}""", "the option \"url\" is null")]
    [InlineData("""{"package":"x","version":"0.1.0","name":"x","options":{"-x":"y"}}""", "the option \"-x\" is \"y\"")]
    public async Task Update_WithAnswersThatAreNone_IsRefused(string? answers, string reason)
    {
        var team = await TeamRepository.CreateAsync("refusal-answers");
        File.Delete(team.Scaffold.In(Answers.File));
        if (answers is not null)
        {
            await File.WriteAllTextAsync(team.Scaffold.In(Answers.File), answers);
        }

        await team.CommitAsync();
        await AssertRefusedAsync(team, reason, () => team.UpdateAsync());
    }

    [Theory]
    [InlineData("Unknown option '--to'", "--to", "1.0.0")]
    [InlineData("one is enough", "--version", "1.0.0", "--from", ".")]
    [InlineData("dotnet new install ServerlessProxy.Templates", "--version", "98.0.0")]
    [InlineData("dotnet new install", "--from", "nothing.nupkg")]
    public async Task Update_ToWhatIsNotThere_IsRefused(string reason, params string[] arguments)
    {
        var team = await TeamRepository.CreateAsync("refusal-version");
        await AssertRefusedAsync(team, reason, () => team.UpdateAsync(arguments));
    }

    [Theory]
    [InlineData("git")]
    [InlineData("dotnet")]
    public async Task Update_WithoutAProgramThatItNeeds_NamesIt(string program)
    {
        var team = await TeamRepository.CreateAsync($"refusal-without-{program}");
        var path = Repository.EmptyArtifacts("tests", "update", $"path-without-{program}");
        var other = program == "git" ? "dotnet" : "git";
        var place = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Select(folder => Path.Combine(folder, other)).First(File.Exists);
        File.CreateSymbolicLink(Path.Combine(path, other), place);

        var command = new Command("node", "serverless/update-from-template.js") { Environment = [new("PATH", path)] };
        await AssertRefusedAsync(team, $"{program} is not on the PATH", () => team.RunAsync(command));
    }

    private static async Task AssertRefusedAsync(TeamRepository team, string reason, Func<Task<CommandResult>> update)
    {
        var before = await team.SnapshotAsync();
        var result = await update();
        Assert.Equal(before, await team.SnapshotAsync());
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("Nothing has changed: ", result.Output, StringComparison.Ordinal);
        Assert.Contains(reason, result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("    at ", result.Output, StringComparison.Ordinal);
    }

    private static async Task<string> OrphanAsync(TeamRepository team) =>
        (await team.GitAsync("commit-tree", (await team.GitAsync("rev-parse", "HEAD^{tree}")).Trim(), "-m", "Other")).Trim();
}
