namespace ServerlessProxy.Eng;

/// <summary>The packed template, installed into a hive of its own.</summary>
public sealed class TemplatePackage
{
    /// <summary>The short name of the forwarder's template.</summary>
    public const string Forwarder = "serverless-proxy";

    /// <summary>The short name of the template of a proxy over a VPC link, without a function.</summary>
    public const string Link = "serverless-proxy-link";

    private readonly string hive;

    private TemplatePackage(string file, string hive) => (File, this.hive) = (file, hive);

    /// <summary>The nupkg.</summary>
    public string File { get; }

    /// <summary>Packs the template.</summary>
    /// <param name="folder">Where to, below the artifacts.</param>
    /// <param name="project">The project that packs it; this repository's unless told.</param>
    public static async Task<TemplatePackage> PackAsync(string folder, string? project = null)
    {
        var output = Repository.EmptyArtifacts(folder, "package");
        (
            await new Command("dotnet", "pack", project ?? Repository.TemplateProject, "--output", output)
            {
                Environment = await BuildEnvironment.PrepareAsync(),
            }.RunAsync()
        ).OrFail();
        return new TemplatePackage(
            Directory.GetFiles(output, "*.nupkg").Single(),
            Repository.EmptyArtifacts(folder, "hive"));
    }

    /// <summary>Installs the nupkg.</summary>
    public async Task<CommandResult> InstallAsync() => (await New("install", File).RunAsync()).OrFail();

    /// <summary>Makes a scaffold.</summary>
    /// <param name="name">Its name, and its folder's.</param>
    /// <param name="folder">Where that folder is made.</param>
    /// <param name="options">The template's options.</param>
    public Task<Scaffold> CreateAsync(string name, string folder, params string[] options) =>
        CreateFromAsync(Forwarder, name, folder, options);

    /// <summary>Creates a scaffold of another template.</summary>
    /// <param name="template">The template's short name.</param>
    /// <param name="name">Its name, and its folder's.</param>
    /// <param name="folder">Where that folder is made.</param>
    /// <param name="options">The template's options.</param>
    public async Task<Scaffold> CreateFromAsync(string template, string name, string folder, params string[] options)
    {
        // By default, it asks NuGet for a newer version each time.
        string[] words = [template, "--no-update-check", $"--name={name}", .. options];
        var created = await (New(words) with { Folder = folder }).RunAsync();
        return new Scaffold(Path.Combine(folder, name), created.OrFail().Output);
    }

    /// <summary>A <c>dotnet new</c> of any kind, in this hive.</summary>
    public Command New(params string[] arguments) => new("dotnet", ["new", .. arguments, "--debug:custom-hive", hive]);
}
