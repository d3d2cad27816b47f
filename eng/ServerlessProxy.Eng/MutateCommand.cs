namespace ServerlessProxy.Eng;

/// <summary><c>npm run mutate</c>: changes the forwarder in many small ways, and sees whether its quick tests notice.</summary>
public static class MutateCommand
{
    /// <summary>What must be noticed, of all changes.</summary>
    private const double Goal = 0.9;

    /// <summary>What these files hold is made by a type's initializer, once in a process: each of their changes is tested by a process of its own.</summary>
    private static readonly string[] Tables = ["BackendRequest", "ErrorMap", "ForwardedRequest", "GatewayCredentials", "HopByHopHeaders", "IdentityHeaders", "RequestTarget", "SignatureScheme", "SignatureSchemes"];

    /// <summary>Runs it. Arguments are the types to change, all unless told: <c>npm run mutate -- RoutePath</c>.</summary>
    /// <returns>0 if at least 90 % of the changes are noticed.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var unknown = arguments.Where(type => !Exists(type)).ToList();
        if (unknown.Count > 0)
        {
            throw new UsageException(
                $"{string.Join(", ", unknown)}: there is no such file in content/src or options/*/src. "
                + "Use, for example, npm run mutate -- RoutePath.");
        }

        var environment = await BuildEnvironment.PrepareAsync();
        (await new Command("dotnet", "tool", "restore").RunAsync()).OrFail();
        var (noticed, all) = (0, 0);
        foreach (var (project, files) in Runs(arguments).Where(run => run.Files.Count > 0))
        {
            var output = Repository.EmptyArtifacts("mutate", project);
            var mutate = files.SelectMany(file => new[] { "--mutate", file });
            await new Command("dotnet", ["stryker", "--config-file", Path.Combine("eng", project, "stryker-config.json"), "--output", output, .. mutate])
            {
                Environment = environment,
                Timeout = TimeSpan.FromHours(3),
            }.RunVisiblyAsync();
            var report = MutationReport.Read(Path.Combine(output, "reports", "mutation-report.json"));
            (noticed, all) = (noticed + report.Noticed, all + report.All);
        }

        Console.WriteLine(
            $"{noticed} of {all} changes were noticed: {(double)noticed / all:P1}, and {Goal:P0} is right.");
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
