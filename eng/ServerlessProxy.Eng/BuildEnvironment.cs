namespace ServerlessProxy.Eng;

/// <summary>Represents the environment in which this repository and its scaffolds are built. If the configured NuGet
/// sources lack packages, it adds a feed of stand-ins and a separate packages folder.</summary>
public static class BuildEnvironment
{
    private const string AuthoringTasks = "Microsoft.TemplateEngine.Authoring.Tasks";

    private static readonly SemaphoreSlim Preparing = new(1);
    private static Dictionary<string, string>? prepared;

    /// <summary>Builds stand-ins for the packages that the sources lack.</summary>
    /// <returns>The environment variables to add to a build.</returns>
    public static async Task<IReadOnlyDictionary<string, string>> PrepareAsync()
    {
        await Preparing.WaitAsync();
        try
        {
            return prepared ??= await FillInAsync();
        }
        finally
        {
            Preparing.Release();
        }
    }

    private static async Task<Dictionary<string, string>> FillInAsync()
    {
        var environment = new Dictionary<string, string>();
        string[] projects =
        [
            .. Directory.GetFiles(Repository.In("content", "src"), "*.csproj", SearchOption.AllDirectories),
            .. Directory.GetFiles(Repository.In("options"), "*.props", SearchOption.AllDirectories),
        ];
        var forwarder = projects.SelectMany(PackageVersion.ReferencedBy).ToList();
        var template = PackageVersion.ReferencedBy(Repository.TemplateProject).ToList();
        var lacking = await NuGetSources.FindLackingAsync([.. forwarder, .. template]);

        if (lacking.Any(package => package.Id == AuthoringTasks))
        {
            Console.WriteLine(
                $"{AuthoringTasks}: not in the NuGet sources. The template is packed without its checks.");
            environment["WithoutAuthoringTasks"] = "true";
        }

        var wanted = lacking.Where(package => package.Id != AuthoringTasks).ToList();
        if (wanted.Count > 0)
        {
            Console.WriteLine(
                $"{string.Join(", ", wanted.Select(package => package.Id))}: not in the NuGet sources. "
                + "Builds use the stand-ins in eng/stand-ins.");
            var core = forwarder.Single(package => package.Id == StandIns.Core);
            environment["RestoreAdditionalProjectSources"] = await StandIns.BuildAsync(wanted, core);
            environment["NUGET_PACKAGES"] = StandIns.Packages;
        }

        return environment;
    }
}
