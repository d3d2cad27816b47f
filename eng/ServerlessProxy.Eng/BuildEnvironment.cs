namespace ServerlessProxy.Eng;

/// <summary>The environment in which this repository, and every scaffold that it makes, builds: nothing added where the
/// configured NuGet sources have all packages, else a feed of stand-ins and a packages folder of its own.</summary>
public static class BuildEnvironment
{
    private const string AuthoringTasks = "Microsoft.TemplateEngine.Authoring.Tasks";

    private static readonly SemaphoreSlim Preparing = new(1);
    private static Dictionary<string, string>? prepared;

    /// <summary>Finds out what the sources lack, and fills in.</summary>
    /// <returns>What to add to a build's environment.</returns>
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
            Console.WriteLine($"The NuGet sources lack {AuthoringTasks}: the template is packed without its checks.");
            environment["WithoutAuthoringTasks"] = "true";
        }

        var wanted = lacking.Where(package => package.Id != AuthoringTasks).ToList();
        if (wanted.Count > 0)
        {
            Console.WriteLine(
                $"The NuGet sources lack {string.Join(", ", wanted.Select(package => package.Id))}: stand-ins of eng/stand-ins are in use."
            );
            var core = forwarder.Single(package => package.Id == StandIns.Core);
            environment["RestoreAdditionalProjectSources"] = await StandIns.BuildAsync(wanted, core);
            environment["NUGET_PACKAGES"] = StandIns.Packages;
        }

        return environment;
    }
}
