namespace ServerlessProxy.Eng;

/// <summary>Changes the forwarder in many small ways and checks that its quick tests notice, for <c>npm run
/// mutate</c>.</summary>
public static class MutateCommand
{
    /// <summary>The share of changes that tests must notice.</summary>
    private const double Goal = 0.9;

    /// <summary>The files with values that a type's initializer creates once for each process. Each of their changes is
    /// tested in a separate process.</summary>
    private static readonly string[] Tables =
    [
        "BackendRequest", "ErrorMap", "ForwardedRequest", "GatewayCredentials", "HopByHopHeaders", "IdentityHeaders",
        "RequestTarget", "SignatureScheme", "SignatureSchemes",
    ];

    /// <summary>Runs the command.</summary>
    /// <param name="arguments">The types to change, as in <c>npm run mutate -- RoutePath</c>; all by default.</param>
    /// <returns>0 if tests notice at least 90 % of the changes.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var unknown = arguments.Where(type => !Exists(type)).ToList();
        if (unknown.Count > 0)
        {
            throw new UsageException(
                $"{string.Join(", ", unknown)}: no such file in content/src or options/*/src. "
                + "Use, for example, npm run mutate -- RoutePath.");
        }

        var environment = await BuildEnvironment.PrepareAsync();
        (await new Command("dotnet", "tool", "restore").RunAsync()).OrFail();
        var (noticed, all) = (0, 0);
        foreach (var (project, files) in Runs(arguments).Where(run => run.Files.Count > 0))
        {
            var output = Repository.EmptyArtifacts("mutate", project);
            var mutate = files.SelectMany(file => new[] { "--mutate", file });
            var settings = Path.Combine("eng", project, "stryker-config.json");
            await new Command("dotnet", ["stryker", "--config-file", settings, "--output", output, .. mutate])
            {
                Environment = environment,
                Timeout = TimeSpan.FromHours(3),
            }.RunVisiblyAsync();
            var report = MutationReport.Read(Path.Combine(output, "reports", "mutation-report.json"));
            (noticed, all) = (noticed + report.Noticed, all + report.All);
        }

        Console.WriteLine(
            $"Tests noticed {noticed} of {all} changes: {(double)noticed / all:P1}. The goal is {Goal:P0}.");
        return noticed >= Goal * all ? 0 : 1;
    }

    private static bool Exists(string type) =>
        Directory.GetDirectories(Repository.In("options")).Append(Repository.In("content"))
            .Select(folder => Path.Combine(folder, "src"))
            .Where(Directory.Exists)
            .Any(sources => Directory.EnumerateFiles(sources, $"{type}.cs", SearchOption.AllDirectories).Any());

    private static IEnumerable<(string Project, IReadOnlyList<string> Files)> Runs(string[] types) =>
        [
            (
                "ServerlessProxy.Mutation",
                types.Length == 0
                    ? ["**/*", .. Tables.Select(type => $"!**/{type}.cs")]
                    : [.. types.Except(Tables).Select(type => $"**/{type}.cs")]),
            (
                "ServerlessProxy.Mutation.Tables",
                [.. Tables.Where(type => types.Length == 0 || types.Contains(type)).Select(type => $"**/{type}.cs")]),
        ];
}
