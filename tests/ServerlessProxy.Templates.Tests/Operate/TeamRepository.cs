using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Represents a team's git repository with a committed scaffold of the template's first version.</summary>
internal sealed class TeamRepository
{
    private static readonly Lazy<Task<Scaffold>> First = new(async () =>
        await (await TemplateVersions.PackedAsync()).FirstPackage.CreateAsync(
            "my-proxy",
            Repository.EmptyArtifacts("tests", "update", "first"),
            [.. Template.Working, "--region", "us-east-1"]));

    private readonly string temporary;

    private TeamRepository(string folder, Scaffold scaffold, string temporary) =>
        (Folder, Scaffold, this.temporary) = (folder, scaffold, temporary);

    /// <summary>The top folder.</summary>
    public string Folder { get; }

    /// <summary>The scaffold in it.</summary>
    public Scaffold Scaffold { get; }

    /// <summary>The environment of git, without the configuration of this machine and this repository.</summary>
    private IEnumerable<KeyValuePair<string, string>> Environment =>
    [
        new("GIT_CONFIG_GLOBAL", "/dev/null"),
        new("GIT_CONFIG_NOSYSTEM", "1"),
        new("GIT_CEILING_DIRECTORIES", Path.GetDirectoryName(Folder)!),
        new("GIT_EDITOR", "true"),
        new("TMPDIR", temporary),
    ];

    /// <summary>Creates a repository.</summary>
    /// <param name="test">The test's name, which becomes the folder's.</param>
    /// <param name="below">The scaffold's folder in the repository; by default, its top folder.</param>
    /// <param name="template">The template.</param>
    /// <param name="options">Its options; by default, <see cref="Template.Working"/> and another region.</param>
    public static async Task<TeamRepository> CreateAsync(
        string test, string below = "", string template = TemplatePackage.Forwarder, string[]? options = null)
    {
        var folder = Repository.EmptyArtifacts("tests", "update", test, "team");
        var package = (await TemplateVersions.PackedAsync()).FirstPackage;
        var first = options is null ? await First.Value : await package.CreateFromAsync(
            template, "my-proxy", Repository.EmptyArtifacts("tests", "update", test, "first"), options);
        var scaffold = ScaffoldFiles.Copy(first, Path.Combine(folder, below));
        var feed = Path.GetDirectoryName((await TemplateVersions.PackedAsync()).LaterFile);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "nuget.config"),
            $"""
            <configuration>
              <packageSources><clear /><add key="feed" value="{feed}" /></packageSources>
            </configuration>
            """);
        var repository = new TeamRepository(
            folder,
            scaffold,
            Repository.EmptyArtifacts("tests", "update", test, "temporary"));
        await repository.InitializeAsync();
        await repository.CommitAsync();
        return repository;
    }

    /// <summary>Initializes the repository of a team member.</summary>
    public async Task InitializeAsync()
    {
        await GitAsync("init", "--quiet", "--initial-branch", "main");
        await GitAsync("config", "user.name", "Team");
        await GitAsync("config", "user.email", "team@example.invalid");
    }

    /// <summary>Runs git as a team member.</summary>
    /// <returns>The output.</returns>
    public async Task<string> GitAsync(params string[] arguments) =>
        (await new Command("git", ["-c", "commit.gpgSign=false", "-c", "core.hooksPath=/dev/null", .. arguments])
        {
            Folder = Folder,
            Environment = Environment,
        }.RunAsync()).OrFail().Output;

    /// <summary>Commits everything.</summary>
    public async Task CommitAsync()
    {
        await GitAsync("add", "--all");
        await GitAsync("commit", "--quiet", "--message", "Team");
    }

    /// <summary>Changes a file of the scaffold.</summary>
    public void Edit(string file, string old, string replacement) =>
        ScaffoldFiles.Edit(Scaffold.In(file), old, replacement);

    /// <summary>Runs <c>npm run update-from-template</c>.</summary>
    /// <param name="arguments">The arguments.</param>
    public Task<CommandResult> UpdateAsync(params string[] arguments) =>
        RunAsync(new Command("npm", ["run", "--silent", "update-from-template", "--", .. arguments]));

    /// <summary>Runs a command in the scaffold, and checks that no temporary folder remains.</summary>
    /// <param name="command">The command.</param>
    public async Task<CommandResult> RunAsync(Command command)
    {
        var result = await (
            command with
            {
                Folder = Scaffold.Folder,
                Environment = Environment.Concat(command.Environment),
            }
        ).RunAsync();
        Assert.DoesNotContain(
            Directory.GetFileSystemEntries(temporary),
            entry => Path.GetFileName(entry).StartsWith("serverless-proxy-", StringComparison.Ordinal));
        return result;
    }

    /// <summary>Returns everything that an update could change: the files and the state of git.</summary>
    public async Task<string> SnapshotAsync()
    {
        var git = Directory.Exists(Path.Combine(Folder, ".git"))
            ? await GitAsync("status", "--branch", "--porcelain", "--ignored") + await GitAsync("rev-list", "--all")
                + await GitAsync("for-each-ref") + await GitAsync("worktree", "list")
                + File.Exists(Path.Combine(Folder, ".git", "MERGE_MSG"))
            : "";
        return git + await FilesAsync();
    }

    /// <summary>Returns the files of the work tree.</summary>
    public async Task<string> FilesAsync()
    {
        var files = Directory
            .GetFiles(Folder, "*", SearchOption.AllDirectories)
            .Where(file =>
                !file.StartsWith(Path.Combine(Folder, ".git") + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(async file => $"{file}\n{await File.ReadAllTextAsync(file)}");
        return string.Join('\n', await Task.WhenAll(files));
    }
}
