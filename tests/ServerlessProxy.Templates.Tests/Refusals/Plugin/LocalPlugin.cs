using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Calls what the modules of the plugin export, without the Serverless Framework, which takes seconds for each
/// call. A module is named by its path below <c>plugin/</c>, such as <c>gateway/throttling</c>.</summary>
internal static class LocalPlugin
{
    private static readonly Lazy<string> WithOptions = new(Overlay);

    /// <summary>The folder of the default proxy, whose <c>plugin/</c> has no options.</summary>
    public static string Default => Repository.In("content");

    /// <summary>A folder whose <c>plugin/</c> has the modules of all options.</summary>
    public static string AllOptions => WithOptions.Value;

    /// <summary>Calls a function with JSON values.</summary>
    /// <param name="call">The module and the function, such as <c>gateway/throttling.problems</c>.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>Its result.</returns>
    public static async Task<JsonNode> CallAsync(string call, params object?[] arguments)
    {
        var dot = call.LastIndexOf('.');
        var script = $$"""
            require('./plugin/options');
            const { {{call[(dot + 1)..]}}: call } = require('./plugin/{{call[..dot]}}');
            console.log(JSON.stringify(call(...input)));
            """;
        return JsonNode.Parse(await RunAsync(AllOptions, script, arguments))!;
    }

    /// <summary>Runs a script in a folder.</summary>
    /// <param name="folder">The folder of <c>plugin/</c>.</param>
    /// <param name="script">The script, which finds the JSON value as <c>input</c>.</param>
    /// <param name="input">The value.</param>
    /// <param name="change">Changes the command that runs it.</param>
    /// <returns>What it prints.</returns>
    public static async Task<string> RunAsync(
        string folder,
        string script,
        object input,
        Func<Command, Command>? change = null)
    {
        var file = Path.Combine(Repository.Artifacts, "tests", "plugin-input", $"{Guid.NewGuid():N}.json");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(input));
        var read = "const input = JSON.parse(require('node:fs').readFileSync(process.argv[1], 'utf8'));\n";
        var command = new Command("node", "--eval", read + script, file) { Folder = folder };
        var run = (await (change?.Invoke(command) ?? command).RunAsync()).OrFail();
        File.Delete(file);
        return run.Output;
    }

    /// <summary>Copies the modules of the default proxy and all options into one folder, as the template does.</summary>
    private static string Overlay()
    {
        var folder = Repository.EmptyArtifacts("tests", "plugin-with-all-options");
        string[] sources = [Default, .. Directory.GetDirectories(Repository.In("options"))];
        foreach (var source in sources.Where(source => Directory.Exists(Path.Combine(source, "plugin"))))
        {
            foreach (var file in Directory.GetFiles(Path.Combine(source, "plugin"), "*", SearchOption.AllDirectories))
            {
                var copy = Path.Combine(folder, Path.GetRelativePath(source, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
        }

        return folder;
    }
}
