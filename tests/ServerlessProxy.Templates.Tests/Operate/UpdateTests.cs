using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>
/// Checks that <c>npm run update-from-template</c> merges the template's changes into a team's repository.
/// </summary>
public sealed class UpdateTests
{
    private static readonly string[] Hooks =
    [
        "pre-commit", "pre-merge-commit", "prepare-commit-msg", "commit-msg", "post-commit", "post-merge",
        "post-checkout", "post-index-change", "reference-transaction",
    ];

    [Fact]
    public async Task Update_KeepsTheTeamsChanges_AndMergesTheTemplates()
    {
        var team = await TeamRepository.CreateAsync("clean");
        team.Edit("serverless.yml", "logRetentionInDays: 30", "logRetentionInDays: 90");
        await File.WriteAllTextAsync(team.Scaffold.In("TEAM.md"), "ours");
        File.Delete(team.Scaffold.In("plugin", "operate", "smoke.js"));
        Directory.Move(team.Scaffold.In("src", "my-proxy"), team.Scaffold.In("src", "forwarder"));
        await team.CommitAsync();
        await RefuseCommitsAsync(team);
        var head = (await team.GitAsync("rev-parse", "HEAD")).Trim();

        var result = (await team.UpdateAsync()).OrFail();
        Assert.Contains(
            $"to {TemplateVersions.Later}: merged. Run npm install and npm test. To undo it: git reset --merge {head}",
            result.Output,
            StringComparison.Ordinal);
        Assert.Contains("does not have these options: --region\n", result.Output, StringComparison.Ordinal);

        var yaml = await File.ReadAllTextAsync(team.Scaffold.In("serverless.yml"));
        Assert.Contains("logRetentionInDays: 90", yaml, StringComparison.Ordinal);
        Assert.Contains("memorySize: 768", yaml, StringComparison.Ordinal);
        var moved = team.Scaffold.In("src", "forwarder", "Errors", "ErrorMap.cs");
        Assert.Contains("// later", await File.ReadAllTextAsync(moved), StringComparison.Ordinal);
        Assert.False(Directory.Exists(team.Scaffold.In("src", "my-proxy")));
        Assert.True(File.Exists(team.Scaffold.In("TEAM.md")));
        Assert.True(File.Exists(team.Scaffold.In("LATER.md")));
        Assert.All(
            ["plugin/operate/smoke.js", "plugin/service.js"],
            file => Assert.False(File.Exists(team.Scaffold.In(file))));
        AssertUpdated(team);

        // The merge is committed on the team's branch. The template's branch contains what the template generated.
        Assert.Empty(await team.GitAsync("status", "--porcelain"));
        Assert.Equal("main", (await team.GitAsync("branch", "--show-current")).Trim());
        Assert.Equal(
            [$"Update from ServerlessProxy.Templates {TemplateVersions.First} to {TemplateVersions.Later}", "Team"],
            (await team.GitAsync("log", "--first-parent", "--format=%s", "HEAD"))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Distinct());
        Assert.Equal(
            $"template Generate ServerlessProxy.Templates {TemplateVersions.Later}\n"
                + $"template Generate ServerlessProxy.Templates {TemplateVersions.First}\n",
            await team.GitAsync("log", "--format=%an %s", "template/my-proxy"));
        Assert.False(File.Exists(Path.Combine(team.Folder, ".git", "called")));

        await team.GitAsync("reset", "--merge", head);
        Assert.Empty(await team.GitAsync("status", "--porcelain"));
        Assert.True(File.Exists(team.Scaffold.In("plugin", "service.js")));
    }

    /// <summary>
    /// A team may edit before its first commit. Git then cannot distinguish the edits from the scaffold.
    /// </summary>
    [Fact]
    public async Task Update_KeepsEditsMadeBeforeTheFirstCommit()
    {
        var team = await TeamRepository.CreateAsync("first-commit");
        team.Edit("serverless.yml", "logRetentionInDays: 30", "logRetentionInDays: 90");
        File.Delete(team.Scaffold.In("plugin", "operate", "smoke.js"));
        Directory.Delete(Path.Combine(team.Folder, ".git"), recursive: true);
        await team.InitializeAsync();
        await team.CommitAsync();

        (await team.UpdateAsync()).OrFail();
        Assert.Contains(
            "logRetentionInDays: 90",
            await File.ReadAllTextAsync(team.Scaffold.In("serverless.yml")),
            StringComparison.Ordinal);
        Assert.False(File.Exists(team.Scaffold.In("plugin", "operate", "smoke.js")));
        AssertUpdated(team);
    }

    [Fact]
    public async Task Update_WithConflicts_LeavesThemToGit()
    {
        var team = await TeamRepository.CreateAsync("conflict");
        team.Edit("serverless.yml", "memorySize: 512", "memorySize: 1024");
        File.Delete(team.Scaffold.In("resources", "role.yml"));
        await team.CommitAsync();
        var before = await team.FilesAsync();

        var result = await team.UpdateAsync();
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(
            "CONFLICT (content): Merge conflict in serverless.yml",
            result.Output,
            StringComparison.Ordinal);
        Assert.Contains("CONFLICT (modify/delete): resources/role.yml", result.Output, StringComparison.Ordinal);
        Assert.Contains(
            "resolve the conflicts, git add and git commit; or take the merge back: git merge --abort",
            result.Output,
            StringComparison.Ordinal);
        Assert.Matches(
            "<<<<<<<[^<>]*memorySize: 1024\n=======\n[^<>]*memorySize: 768\n>>>>>>>",
            await File.ReadAllTextAsync(team.Scaffold.In("serverless.yml")));
        Assert.Equal(
            "DU resources/role.yml\nUU serverless.yml\n",
            await team.GitAsync("status", "--porcelain", "serverless.yml", "resources/role.yml"));
        AssertUpdated(team);

        // After an aborted merge, the next update starts from the same difference.
        await team.GitAsync("merge", "--abort");
        Assert.Equal(before, await team.FilesAsync());
        Assert.Equal(1, (await team.UpdateAsync()).ExitCode);
        await team.GitAsync("checkout", "--ours", "serverless.yml");
        await team.GitAsync("rm", "--quiet", "resources/role.yml");
        await team.CommitAsync();
        AssertUpdated(team);

        // A resolved conflict does not occur again, and only the new difference is merged.
        var again = await team.UpdateAsync("--path", "hooks");
        Assert.True(again.ExitCode == 0, again.Output);
        var yaml = await File.ReadAllTextAsync(team.Scaffold.In("serverless.yml"));
        Assert.Contains("memorySize: 1024", yaml, StringComparison.Ordinal);
        Assert.Contains("path: \"hooks\"", yaml, StringComparison.Ordinal);
        Assert.False(File.Exists(team.Scaffold.In("resources", "role.yml")));
        Assert.Equal(
            ("hooks", TemplateVersions.Later),
            (Answers.Of(team.Scaffold).Options["path"], Answers.Of(team.Scaffold).Version));
    }

    /// <summary>Teams squash pull requests, and clones do not have the template's branch.</summary>
    [Theory]
    [InlineData("squashed")]
    [InlineData("cloned")]
    public async Task Update_WithoutTheBranchOfThePreviousOne_RepeatsNoConflict(string how)
    {
        var team = await TeamRepository.CreateAsync(how);
        team.Edit("serverless.yml", "memorySize: 512", "memorySize: 1024");
        await team.CommitAsync();
        var head = (await team.GitAsync("rev-parse", "HEAD")).Trim();
        Assert.Equal(1, (await team.UpdateAsync()).ExitCode);
        await team.GitAsync("checkout", "--ours", "serverless.yml");
        await team.CommitAsync();
        if (how == "squashed")
        {
            await team.GitAsync("reset", "--quiet", "--soft", head);
            await team.CommitAsync();
        }
        else
        {
            await team.GitAsync("branch", "--quiet", "-D", "template/my-proxy");
        }

        (await team.UpdateAsync("--path", "hooks")).OrFail();
        Assert.Contains(
            "memorySize: 1024",
            await File.ReadAllTextAsync(team.Scaffold.In("serverless.yml")),
            StringComparison.Ordinal);
        Assert.Equal("hooks", Answers.Of(team.Scaffold).Options["path"]);
    }

    /// <summary>An option on the command line replaces the recorded one, even with the same version.</summary>
    [Fact]
    public async Task Update_WithAnOption_AddsItsFiles()
    {
        var team = await TeamRepository.CreateAsync("option");
        team.Edit("serverless.yml", "logRetentionInDays: 30", "logRetentionInDays: 90");
        await team.CommitAsync();
        (await team.UpdateAsync("--version", TemplateVersions.First, "--auth", "github")).OrFail();
        var answers = Answers.Of(team.Scaffold);
        Assert.Equal(
            (TemplateVersions.First, "github", "us-east-1"),
            (answers.Version, answers.Options["auth"], answers.Options["region"]));
        Assert.True(File.Exists(team.Scaffold.In("resources", "webhooks.yml")));
        var yaml = await File.ReadAllTextAsync(team.Scaffold.In("serverless.yml"));
        Assert.Contains("auth: \"github\"", yaml, StringComparison.Ordinal);
        Assert.Contains("logRetentionInDays: 90", yaml, StringComparison.Ordinal);
    }

    /// <summary>An option without a value is a flag. A team adds it, then removes it again.</summary>
    [Fact]
    public async Task Update_WithAFlag_AddsAndRemovesTheOption()
    {
        var team = await TeamRepository.CreateAsync("flag");
        string[] same = ["--version", TemplateVersions.First];
        (await team.UpdateAsync(["--waf", .. same])).OrFail();
        Assert.Equal("true", Answers.Of(team.Scaffold).Options["waf"]);
        Assert.True(File.Exists(team.Scaffold.In("plugin", "options", "waf.js")));
        var yaml = await File.ReadAllTextAsync(team.Scaffold.In("serverless.yml"));
        Assert.Contains("resources/waf.yml", yaml, StringComparison.Ordinal);

        (await team.UpdateAsync([.. same, "--waf=false"])).OrFail();
        Assert.DoesNotContain("waf", Answers.Of(team.Scaffold).Options.Keys);
        Assert.False(File.Exists(team.Scaffold.In("plugin", "options", "waf.js")));
    }

    /// <summary>The recorded template decides which files a proxy has.</summary>
    [Fact]
    public async Task Update_OfAProxyWithoutAFunction_AddsNone()
    {
        var options = VpcLinkCase.OptionsOf("rest", "api-key");
        var team = await TeamRepository.CreateAsync("link", template: TemplatePackage.Link, options: options);
        team.Edit("serverless.yml", "maxRequestsPerSecond: 100", "maxRequestsPerSecond: 200");
        await team.CommitAsync();
        var result = await team.UpdateAsync();
        Assert.True(result.ExitCode == 0, result.Output);
        var yaml = await File.ReadAllTextAsync(team.Scaffold.In("serverless.yml"));
        Assert.Contains("maxRequestsPerSecond: 200", yaml, StringComparison.Ordinal);
        var api = await File.ReadAllTextAsync(team.Scaffold.In("resources", "api.yml"));
        Assert.EndsWith("# later\n", api, StringComparison.Ordinal);
        Assert.False(Directory.Exists(team.Scaffold.In("src")));
        Assert.Equal(TemplateVersions.Later, Answers.Of(team.Scaffold).Version);
    }

    /// <summary>CRLF is only in the work tree, or also in the commits.</summary>
    [Theory]
    [InlineData("true", "i/lf", "w/crlf")]
    [InlineData("false", "i/crlf", "w/crlf")]
    public async Task Update_InAFolderOfARepository_WithOtherLineEndsAndModes_ChangesOnlyThatFolder(
        string autocrlf,
        string index,
        string workTree)
    {
        var team = await TeamRepository.CreateAsync($"folder-{autocrlf}", "services/my-proxy");
        foreach (var file in ScaffoldFiles.List(team.Scaffold).Select(file => team.Scaffold.In(file)))
        {
            await File.WriteAllTextAsync(
                file,
                (await File.ReadAllTextAsync(file)).Replace("\n", "\r\n", StringComparison.Ordinal));
        }

        // Git could mistake the same files in another folder for renamed files of this one.
        ScaffoldFiles.Copy(team.Scaffold, Path.Combine(team.Folder, "services", "other"));
        File.Delete(team.Scaffold.In("src", "my-proxy", "Errors", "ErrorMap.cs"));
        await team.GitAsync("config", "core.autocrlf", autocrlf);
        await File.WriteAllTextAsync(Path.Combine(team.Folder, ".gitignore"), "*.cs\n");
        await File.WriteAllTextAsync(Path.Combine(team.Folder, "untracked.txt"), "ours");
        await team.GitAsync("add", "--all", "--force", "services", ".gitignore");
        await team.GitAsync("update-index", "--chmod=+x", "services/my-proxy/serverless.yml");
        await team.GitAsync("commit", "--quiet", "--message", "Team");
        await team.GitAsync("checkout", "--quiet", "--force", "HEAD");
        await team.GitAsync("config", "core.safecrlf", "true");
        Assert.Equal("?? untracked.txt", (await team.GitAsync("status", "--porcelain")).Trim());
        var head = (await team.GitAsync("rev-parse", "HEAD")).Trim();

        // The template changed the deleted file.
        var result = await team.UpdateAsync();
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(
            "services/my-proxy/src/my-proxy/Errors/ErrorMap.cs",
            (await team.GitAsync("diff", "--name-only", "--diff-filter=U")).Trim());
        await team.GitAsync("rm", "--quiet", "services/my-proxy/src/my-proxy/Errors/ErrorMap.cs");
        await team.GitAsync("commit", "--quiet", "--message", "Team");
        AssertUpdated(team);
        Assert.All(
            (await team.GitAsync("diff", "--name-only", head, "HEAD")).Split(
                '\n',
                StringSplitOptions.RemoveEmptyEntries),
            file => Assert.StartsWith("services/my-proxy/", file, StringComparison.Ordinal));
        Assert.Contains(
            "memorySize: 768\r\n",
            await File.ReadAllTextAsync(team.Scaffold.In("serverless.yml")),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "100755 ",
            await team.GitAsync("ls-files", "--stage", "services/my-proxy/serverless.yml"),
            StringComparison.Ordinal);
        Assert.All(
            ["serverless.yml", "resources/role.yml", Answers.File],
            file =>
                Assert.Matches(
                    $"^{index} +{workTree} ",
                    team.GitAsync("ls-files", "--eol", $"services/my-proxy/{file}").Result));

        // The other proxy does not get a branch, and this one has nothing left to merge.
        Assert.Contains("Nothing to merge", (await team.UpdateAsync()).OrFail().Output, StringComparison.Ordinal);
        Assert.Equal(
            "template/services/my-proxy",
            (await team.GitAsync("branch", "--list", "template/*", "--format=%(refname:short)")).Trim());
    }

    [Fact]
    public async Task Update_OfAScaffoldFromAClone_RequiresTheBase()
    {
        var versions = await TemplateVersions.PackedAsync();
        var team = await TeamRepository.CreateAsync("base");
        team.Edit(
            Answers.File,
            $"\"version\": \"{Answers.Of(team.Scaffold).Version}\"",
            "\"version\": \"0.0.0-source\"");
        await File.WriteAllTextAsync(
            team.Scaffold.In("nuget.config"),
            "<configuration><packageSources><clear /></packageSources></configuration>");
        await team.CommitAsync();
        var before = await team.SnapshotAsync();
        var later = Path.GetRelativePath(team.Scaffold.Folder, versions.LaterFile);

        var refused = await team.UpdateAsync("--from", later);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(
            "--base: is missing. Set it to the folder or .nupkg of the template that generated this proxy.",
            refused.Output,
            StringComparison.Ordinal);
        Assert.Equal(before, await team.SnapshotAsync());

        (await team.UpdateAsync("--base", versions.FirstPackage.File, "--from", later)).OrFail();
        AssertUpdated(team);
    }

    [Fact]
    public async Task Update_ToTheVersionOfTheProxy_ChangesNothing()
    {
        var team = await TeamRepository.CreateAsync("same");
        var before = await team.SnapshotAsync();
        var result = (await team.UpdateAsync("--version", TemplateVersions.First)).OrFail();
        Assert.Contains(
            $"Nothing to merge: the template's version is {TemplateVersions.First}.",
            result.Output,
            StringComparison.Ordinal);
        Assert.Equal(before, await team.SnapshotAsync());
    }

    [Fact]
    public async Task Update_ToAnOlderVersion_RequiresItsNumber()
    {
        var team = await TeamRepository.CreateAsync("newer");
        team.Edit(
            Answers.File,
            $"\"version\": \"{Answers.Of(team.Scaffold).Version}\"",
            "\"version\": \"100.0.0-beta\"");
        await team.CommitAsync();
        var before = await team.SnapshotAsync();
        var result = await team.UpdateAsync();
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(
            $"version: \"{TemplateVersions.Later}\" is the newest, and older than 100.0.0-beta. Use --version.",
            result.Output,
            StringComparison.Ordinal);
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
        Assert.Contains("Nothing was changed. Interrupted by SIGTERM.", result.Output, StringComparison.Ordinal);
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
        Assert.Equal(older, (bool)await LocalPlugin.CallAsync("operate/update-from-template.isOlder", version, other));
        Assert.False((bool)await LocalPlugin.CallAsync("operate/update-from-template.isOlder", other, version));
    }

    /// <summary>Sets up failing hooks and signatures, which an update must not run.</summary>
    private static async Task RefuseCommitsAsync(TeamRepository team)
    {
        var hooks = Directory.CreateDirectory(Path.Combine(team.Folder, ".git", "refusing")).FullName;
        foreach (var hook in Hooks)
        {
            var script = "touch \"$(git rev-parse --absolute-git-dir)/called\"\nexit 1";
            ProgramInFront.WriteScript(Path.Combine(hooks, hook), script);
        }

        await team.GitAsync("config", "core.hooksPath", hooks);
        await team.GitAsync("config", "commit.gpgSign", "true");
        await team.GitAsync("config", "gpg.program", "false");
    }

    private static void AssertUpdated(TeamRepository team)
    {
        var answers = Answers.Of(team.Scaffold);
        Assert.Equal((TemplateVersions.Later, "768"), (answers.Version, answers.Options["memory"]));
        Assert.Equal("http://10.0.12.5:8080", answers.Options["url"]);
        Assert.DoesNotContain("region", answers.Options.Keys);
    }
}
