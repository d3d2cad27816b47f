namespace ServerlessProxy.Eng;

/// <summary>Formats every file with Prettier and <c>dotnet format</c>, and lints the JavaScript with ESLint, for
/// <c>npm run format</c>. <c>npm test</c> first runs the same tools, which then only check.</summary>
public static class FormatCommand
{
    /// <summary>Formats the repository.</summary>
    /// <returns>0 if nothing is left to fix by hand.</returns>
    public static Task<int> RunAsync() => RunAsync(fix: true);

    /// <summary>Checks the format of the repository and changes nothing.</summary>
    /// <returns>0 if every file is formatted.</returns>
    public static Task<int> CheckAsync() => RunAsync(fix: false);

    private static async Task<int> RunAsync(bool fix)
    {
        var environment = await BuildEnvironment.PrepareAsync();
        Command[] commands =
        [
            Node("prettier", "bin/prettier.cjs", fix ? "--write" : "--check", "--log-level", "warn", "."),
            Node("eslint", "bin/eslint.js", [.. fix ? ["--fix"] : Array.Empty<string>(), "."]),
            new(
                "dotnet",
                ["format", Repository.In("eng", "ServerlessProxy.slnx"), .. fix ? [] : new[] { "--verify-no-changes" }]
            ),
        ];
        var exitCodes = 0;
        foreach (var command in commands)
        {
            exitCodes += await (command with { Environment = environment }).RunVisiblyAsync();
        }

        return exitCodes == 0 ? 0 : 1;
    }

    /// <summary>Returns a tool of package.json as a command without npm, which is a batch file on Windows.</summary>
    private static Command Node(string package, string file, params string[] arguments) =>
        new("node", [Repository.In(["node_modules", package, .. file.Split('/')]), .. arguments]);
}
