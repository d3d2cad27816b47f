using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Checks that <c>npm run update-from-template</c> fails with one error, and changes nothing.</summary>
public sealed class UpdateRefusalTests
{
    /// <summary>The state of the repository, and a part of the error.</summary>
    public static TheoryData<string, string> Repositories => new()
    {
        {
            "changed",
            "git status: there are uncommitted changes. Commit or stash them.\n M services/my-proxy/serverless.yml"
        },
        { "staged", "M  services/my-proxy/serverless.yml" },
        { "changed elsewhere", " M elsewhere.txt" },
        { "untracked", "?? services/my-proxy/untracked.txt" },
        { "no repository", "not a git repository" },
        { "no commit", "unknown revision" },
        { "not in the commit", ".serverless-proxy.json' exists on disk, but not in 'HEAD'" },
        { "merging", "MERGE_HEAD: a merge, cherry-pick, revert or rebase is in progress. Finish it first." },
        {
            "on the template's branch",
            "refs/heads/template/services/my-proxy: is the template's branch. Switch to your own branch."
        },
        { "a branch named template", "refs/heads/template" },
        { "no identity", "user.email" },
        { "ignored", "LATER.md: the template changes this file, and git ignores yours" },
    };

    [Theory]
    [MemberData(nameof(Repositories))]
    public async Task Update_OfARepositoryInAnotherState_IsRejected(string what, string reason)
    {
        var team = await TeamRepository.CreateAsync(
            $"refusal-{what.Replace(' ', '-').Replace("'", "", StringComparison.Ordinal)}",
            "services/my-proxy");
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
                await team.InitializeAsync();
                break;
            case "not in the commit":
                await team.GitAsync("rm", "--quiet", "--cached", $"services/my-proxy/{Answers.File}");
                await team.GitAsync("commit", "--quiet", "--message", "Team");
                break;
            case "merging":
                await team.GitAsync("branch", "other", await OrphanAsync(team));
                string[] options = ["--quiet", "--no-commit", "--strategy", "ours", "--allow-unrelated-histories"];
                await team.GitAsync(["merge", .. options, "other"]);
                break;
            case "on the template's branch":
                await team.GitAsync("checkout", "--quiet", "-b", "template/services/my-proxy");
                break;
            case "a branch named template":
                await team.GitAsync("branch", "template");
                break;
            case "no identity":
                await team.GitAsync("config", "--remove-section", "user");
                await team.GitAsync("config", "user.useConfigOnly", "true");
                break;
            case "ignored":
                await File.WriteAllTextAsync(Path.Combine(team.Folder, ".gitignore"), "LATER.md\n");
                await team.CommitAsync();
                await File.WriteAllTextAsync(team.Scaffold.In("LATER.md"), "ours");
                break;
        }

        await AssertRefusedAsync(team, reason, () => team.UpdateAsync());
    }

    [Theory]
    [InlineData(null, "does not exist in 'HEAD'")]
    [InlineData("{", ".serverless-proxy.json: ")]
    [InlineData("null", "\"package\" is missing")]
    [InlineData("""{"package":"--force","version":"0.1.0","name":"x","options":{}}""", "\"package\" is \"--force\"")]
    [InlineData(
        """{"package":"x","template":"--force","version":"0.1.0","name":"x","options":{}}""",
        "\"template\" is \"--force\"")]
    [InlineData("""{"package":"x","template":"t","version":"0.1","name":"x","options":{}}""", "\"version\" is \"0.1\"")]
    [InlineData("""{"package":"x","template":"t","version":"0.1.0","name":"","options":{}}""", "\"name\" is \"\"")]
    [InlineData("""{"package":"x","template":"t","version":"0.1.0","name":"x"}""", "\"options\" is missing")]
    [InlineData("""{"package":"x","template":"t","version":"0.1.0","name":"x","options":[]}""", "\"options\" is []")]
    [InlineData(
        """{"package":"x","template":"t","version":"0.1.0","name":"x","options":{"url":null}}""",
        "\"url\" is null")]
    public async Task Update_WithInvalidAnswers_IsRejected(string? answers, string reason)
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
    [InlineData("arguments: \"1.0.0\" is not an option. Use --<option> <value>.", "1.0.0")]
    [InlineData("'--to=1.0.0' is not a valid option", "--to", "1.0.0")]
    [InlineData("'rset' is not a valid value for --api-type", "--api-type", "rset")]
    [InlineData("dotnet new install ServerlessProxy.Templates", "--version", "98.0.0")]
    [InlineData("dotnet new install", "--from", "nothing.nupkg")]
    public async Task Update_WithInvalidArguments_IsRejected(string reason, params string[] arguments)
    {
        var team = await TeamRepository.CreateAsync("refusal-version");
        await AssertRefusedAsync(team, reason, () => team.UpdateAsync(arguments));
    }

    [Theory]
    [InlineData("git")]
    [InlineData("dotnet")]
    public async Task Update_WithoutAProgramItNeeds_NamesIt(string program)
    {
        var team = await TeamRepository.CreateAsync($"refusal-without-{program}");
        var path = Repository.EmptyArtifacts("tests", "update", $"path-without-{program}");
        var other = program == "git" ? "dotnet" : "git";
        var place = Environment
            .GetEnvironmentVariable("PATH")!
            .Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, other))
            .First(File.Exists);
        File.CreateSymbolicLink(Path.Combine(path, other), place);

        var command = new Command("node", "plugin/operate/update-from-template.js")
        {
            Environment = [new("PATH", path)],
        };
        await AssertRefusedAsync(team, $"{program}: is not on the PATH. Install it.", () => team.RunAsync(command));
    }

    private static async Task AssertRefusedAsync(TeamRepository team, string reason, Func<Task<CommandResult>> update)
    {
        var before = await team.SnapshotAsync();
        var result = await update();
        Assert.Equal(before, await team.SnapshotAsync());
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("Nothing was changed. ", result.Output, StringComparison.Ordinal);
        Assert.Contains(reason, result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("    at ", result.Output, StringComparison.Ordinal);
    }

    private static async Task<string> OrphanAsync(TeamRepository team) =>
        (
            await team.GitAsync("commit-tree", (await team.GitAsync("rev-parse", "HEAD^{tree}")).Trim(), "-m", "Other")
        ).Trim();
}
