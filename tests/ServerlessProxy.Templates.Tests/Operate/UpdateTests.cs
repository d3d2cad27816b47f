using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary><c>npm run update-from-template</c>: what the template has changed since comes to what a team has changed.</summary>
public sealed class UpdateTests
{
    private static readonly string[] Hooks = ["pre-commit", "prepare-commit-msg", "commit-msg", "post-checkout", "post-index-change", "reference-transaction"];

    [Fact]
    public async Task Update_KeepsTheTeamsWork_AndTakesTheTemplates()
    {
        var team = await TeamRepository.CreateAsync("clean");
        team.Edit("serverless.yml", "logRetentionInDays: 30", "logRetentionInDays: 90");
        await File.WriteAllTextAsync(team.Scaffold.In("TEAM.md"), "ours");
        File.Delete(team.Scaffold.In("serverless", "native.js"));
        File.Delete(team.Scaffold.In("resources", "role.yml"));
        Directory.Move(team.Scaffold.In("src", "my-proxy"), team.Scaffold.In("src", "forwarder"));
        await team.CommitAsync();
        await RefuseCommitsAsync(team);
        var head = await team.GitAsync("rev-parse", "HEAD");

        var result = await team.UpdateAsync();
        Assert.Equal(0, result.ExitCode);
        Assert.Contains($"to {TemplateVersions.Later}\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("new option: --memory, here \"768\"", result.Output, StringComparison.Ordinal);
        Assert.Contains("no option any more: --region", result.Output, StringComparison.Ordinal);
        Assert.Contains("stays deleted here, and has changed in the template: resources/role.yml", result.Output, StringComparison.Ordinal);

        var yaml = await File.ReadAllTextAsync(team.Scaffold.In("serverless.yml"));
        Assert.Contains("logRetentionInDays: 90", yaml, StringComparison.Ordinal);
        Assert.Contains("memorySize: 768", yaml, StringComparison.Ordinal);
        Assert.Contains("// later", await File.ReadAllTextAsync(team.Scaffold.In("src", "forwarder", "ErrorMap.cs")), StringComparison.Ordinal);
        Assert.False(Directory.Exists(team.Scaffold.In("src", "my-proxy")));
        Assert.True(File.Exists(team.Scaffold.In("TEAM.md")));
        Assert.True(File.Exists(team.Scaffold.In("LATER.md")));
        Assert.All(["serverless/native.js", "resources/role.yml", "serverless/cidrs.js"], file => Assert.False(File.Exists(team.Scaffold.In(file))));
        AssertUpdated(team);

        // Staged, for the team to commit: what was made for the merge is no part of its history.
        Assert.Equal(head, await team.GitAsync("rev-parse", "HEAD"));
        Assert.Empty(await team.GitAsync("diff", "--name-only"));
        await team.GitAsync("commit", "--quiet");
        Assert.StartsWith("Update from ServerlessProxy.Templates", await team.GitAsync("log", "-1", "--format=%s"), StringComparison.Ordinal);
        Assert.Equal(3, (await team.GitAsync("rev-list", "HEAD")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.False(File.Exists(Path.Combine(team.Folder, ".git", "called")));
    }

    [Fact]
    public async Task Update_WithAConflict_ShowsItAsGitDoes_AndGoesBackAsOne()
    {
        var team = await TeamRepository.CreateAsync("conflict");
        team.Edit("serverless.yml", "memorySize: 512", "memorySize: 1024");
        await team.CommitAsync();
        var before = await team.SnapshotAsync();

        var result = await team.UpdateAsync();
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Conflicts:\n  serverless.yml\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("Resolve them", result.Output, StringComparison.Ordinal);
        Assert.Matches("<<<<<<<[^<>]*memorySize: 1024\n=======\n[^<>]*memorySize: 768\n>>>>>>>", await File.ReadAllTextAsync(team.Scaffold.In("serverless.yml")));
        Assert.Equal("UU serverless.yml", (await team.GitAsync("status", "--porcelain", "serverless.yml")).Trim());
        AssertUpdated(team);

        Assert.Contains("git reset --merge", result.Output, StringComparison.Ordinal);
        await team.GitAsync("reset", "--merge");
        Assert.Equal(before, await team.SnapshotAsync());
    }

    /// <summary>A proxy without a function stays one: what it was made with says so.</summary>
    [Fact]
    public async Task Update_OfAProxyWithoutAFunction_BringsNone()
    {
        var team = await TeamRepository.CreateAsync("vpc-link", options: VpcLinkCase.OptionsOf("rest", "api-key"));
        team.Edit("serverless.yml", "maxRequestsPerSecond: 100", "maxRequestsPerSecond: 200");
        await team.CommitAsync();
        var result = await team.UpdateAsync();
        Assert.True(result.ExitCode == 0, result.Output);
        Assert.Contains("maxRequestsPerSecond: 200", await File.ReadAllTextAsync(team.Scaffold.In("serverless.yml")), StringComparison.Ordinal);
        Assert.False(File.Exists(team.Scaffold.In("serverless", "cidrs.js")));
        Assert.False(Directory.Exists(team.Scaffold.In("src")));
        Assert.Equal(("vpc-link", TemplateVersions.Later), (Answers.Of(team.Scaffold).Options["integration"], Answers.Of(team.Scaffold).Version));
    }

    /// <summary>How git has the lines' ends: only in the work tree, or in the commits too.</summary>
    [Theory]
    [InlineData("true", "i/lf", "w/crlf")]
    [InlineData("false", "i/crlf", "w/crlf")]
    public async Task Update_InAFolderOfARepository_WithOtherLineEndsAndModes_ChangesThatFolderAlone(string autocrlf, string index, string workTree)
    {
        var team = await TeamRepository.CreateAsync($"folder-{autocrlf}", "services/my-proxy");
        foreach (var file in ScaffoldFiles.List(team.Scaffold).Select(file => team.Scaffold.In(file)))
        {
            await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("\n", "\r\n", StringComparison.Ordinal));
        }

        await team.GitAsync("config", "core.autocrlf", autocrlf);
        await File.WriteAllTextAsync(Path.Combine(team.Folder, ".gitignore"), "LATER.md\n*.cs\n");
        await File.WriteAllTextAsync(team.Scaffold.In("LATER.md"), "ours");
        await File.WriteAllTextAsync(Path.Combine(team.Folder, "untracked.txt"), "ours");
        await team.GitAsync("add", "--all", "services", ".gitignore");
        await team.GitAsync("update-index", "--chmod=+x", "services/my-proxy/serverless.yml");
        await team.GitAsync("commit", "--quiet", "--message", "Team");
        await team.GitAsync("checkout", "--quiet", "--force", "HEAD");
        Assert.Equal("?? untracked.txt", (await team.GitAsync("status", "--porcelain")).Trim());

        var result = await team.UpdateAsync();
        Assert.Equal(0, result.ExitCode);
        AssertUpdated(team);
        Assert.Contains("not touched, since it is not in git here: LATER.md", result.Output, StringComparison.Ordinal);
        Assert.Equal("ours", await File.ReadAllTextAsync(team.Scaffold.In("LATER.md")));
        Assert.All(
            (await team.GitAsync("diff", "--cached", "--name-only")).Split('\n', StringSplitOptions.RemoveEmptyEntries),
            file => Assert.StartsWith("services/my-proxy/", file, StringComparison.Ordinal));
        Assert.Contains("memorySize: 768\r\n", await File.ReadAllTextAsync(team.Scaffold.In("serverless.yml")), StringComparison.Ordinal);
        Assert.StartsWith("100755 ", await team.GitAsync("ls-files", "--stage", "services/my-proxy/serverless.yml"), StringComparison.Ordinal);
        Assert.All(
            ["serverless.yml", "src/my-proxy/ErrorMap.cs", Answers.File],
            file => Assert.Matches($"^{index} +{workTree} ", team.GitAsync("ls-files", "--eol", $"services/my-proxy/{file}").Result));
    }

    [Fact]
    public async Task Update_FromAClonesScaffold_NeedsToBeToldTheBase()
    {
        var versions = await TemplateVersions.PackedAsync();
        var team = await TeamRepository.CreateAsync("base");
        team.Edit(Answers.File, $"\"version\": \"{Answers.Of(team.Scaffold).Version}\"", "\"version\": \"0.0.0-source\"");
        await File.WriteAllTextAsync(team.Scaffold.In("nuget.config"), "<configuration><packageSources><clear /></packageSources></configuration>");
        await team.CommitAsync();
        var before = await team.SnapshotAsync();

        var refused = await team.UpdateAsync();
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("--base", refused.Output, StringComparison.Ordinal);
        Assert.Equal(before, await team.SnapshotAsync());

        var later = Path.GetRelativePath(team.Scaffold.Folder, versions.LaterFile);
        (await team.UpdateAsync("--base", versions.First.File, "--from", later)).OrFail();
        AssertUpdated(team);
    }

    [Fact]
    public async Task Update_ToTheVersionThatThereIs_DoesNothing()
    {
        var team = await TeamRepository.CreateAsync("same");
        var before = await team.SnapshotAsync();
        Assert.Contains("nothing to do", (await team.UpdateAsync("--version", Answers.Of(team.Scaffold).Version)).OrFail().Output, StringComparison.Ordinal);
        Assert.Equal(before, await team.SnapshotAsync());
    }

    [Fact]
    public async Task Update_ToOlderThanThereIs_IsForThoseWhoNameIt()
    {
        var team = await TeamRepository.CreateAsync("newer");
        team.Edit(Answers.File, $"\"version\": \"{Answers.Of(team.Scaffold).Version}\"", "\"version\": \"100.0.0-beta\"");
        await team.CommitAsync();
        var before = await team.SnapshotAsync();
        var result = await team.UpdateAsync();
        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"the newest version to be had is {TemplateVersions.Later}, and this proxy is of 100.0.0-beta", result.Output, StringComparison.Ordinal);
        Assert.Equal(before, await team.SnapshotAsync());
    }

    [Fact]
    public async Task Update_ThatIsInterrupted_LeavesNothing()
    {
        var team = await TeamRepository.CreateAsync("interrupted");
        var before = await team.SnapshotAsync();
        var interrupts = ProgramInFront.Of(new Command("npm", "run", "--silent", "update-from-template"), "dotnet", """
            [ "$1" = --version ] && echo 10.0.100 && exit
            kill -s TERM "$PPID"
            exec sleep 300
            """);
        var result = await team.RunAsync(interrupts);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("Nothing has changed: interrupted by SIGTERM", result.Output, StringComparison.Ordinal);
        Assert.Equal(before, await team.SnapshotAsync());
    }

    [Theory]
    [InlineData("1.0.0", "1.0.1", true)]
    [InlineData("1.9.0", "1.10.0", true)]
    [InlineData("1.0.0-beta.2", "1.0.0-beta.10", true)]
    [InlineData("1.0.0-beta", "1.0.0", true)]
    [InlineData("1.0.0+a", "1.0.0+b", false)]
    [InlineData("1.0.0", "1.0.0", false)]
    public async Task Version_IsOlder_AsSemanticVersioningSays(string version, string other, bool older)
    {
        Assert.Equal(older, (bool)await LocalPlugin.CallAsync("update/answers.isOlder", version, other));
        Assert.False((bool)await LocalPlugin.CallAsync("update/answers.isOlder", other, version));
    }

    /// <summary>Nothing that a team has set up for its own commits has a part in an update, or is in its way.</summary>
    private static async Task RefuseCommitsAsync(TeamRepository team)
    {
        var hooks = Directory.CreateDirectory(Path.Combine(team.Folder, ".git", "refusing")).FullName;
        foreach (var hook in Hooks)
        {
            var file = Path.Combine(hooks, hook);
            await File.WriteAllTextAsync(file, "#!/bin/sh\ntouch \"$(git rev-parse --absolute-git-dir)/called\"\nexit 1\n");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }

        await team.GitAsync("config", "core.hooksPath", hooks);
        await team.GitAsync("config", "commit.gpgSign", "true");
        await team.GitAsync("config", "gpg.program", "false");
        await team.GitAsync("config", "user.useConfigOnly", "true");
    }

    private static void AssertUpdated(TeamRepository team)
    {
        var answers = Answers.Of(team.Scaffold);
        Assert.Equal((TemplateVersions.Later, "768"), (answers.Version, answers.Options["memory"]));
        Assert.Equal("http://10.0.12.5:8080", answers.Options["url"]);
        Assert.DoesNotContain("region", answers.Options.Keys);
    }
}
