namespace ServerlessProxy.Eng;

/// <summary>Represents the packed template, installed into a separate hive.</summary>
public sealed class TemplatePackage
{
    /// <summary>The short name of the forwarder's template.</summary>
    public const string Forwarder = "serverless-proxy";

    /// <summary>The short name of the template for a VPC link without a function.</summary>
    public const string Link = "serverless-proxy-link";

    private readonly string hive;

    private TemplatePackage(string file, string hive) => (File, this.hive) = (file, hive);

    /// <summary>The nupkg.</summary>
    public string File { get; }

    /// <summary>Packs the template.</summary>
    /// <param name="folder">The output folder below the artifacts.</param>
    /// <param name="project">The project to pack; this repository's by default.</param>
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

    /// <summary>Creates a scaffold.</summary>
    /// <param name="name">The name of the scaffold and its folder.</param>
    /// <param name="folder">The parent folder.</param>
    /// <param name="options">The template's options.</param>
    public Task<Scaffold> CreateAsync(string name, string folder, params string[] options) =>
        CreateFromAsync(Forwarder, name, folder, options);

    /// <summary>Creates a scaffold of another template.</summary>
    /// <param name="template">The template's short name.</param>
    /// <param name="name">The name of the scaffold and its folder.</param>
    /// <param name="folder">The parent folder.</param>
    /// <param name="options">The template's options.</param>
    public async Task<Scaffold> CreateFromAsync(string template, string name, string folder, params string[] options)
    {
        // By default, it looks for a newer version on NuGet each time.
        string[] words = [template, "--no-update-check", $"--name={name}", .. options];
        var created = await (New(words) with { Folder = folder }).RunAsync();
        return new Scaffold(Path.Combine(folder, name), created.OrFail().Output);
    }

    /// <summary>Returns a <c>dotnet new</c> command that uses this hive.</summary>
    public Command New(params string[] arguments) => new("dotnet", ["new", .. arguments, "--debug:custom-hive", hive]);
}
