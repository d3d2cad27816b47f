using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Calls what the files of serverless/ export, without the Serverless Framework around them, which takes seconds a call.</summary>
internal static class LocalPlugin
{
    /// <summary>Calls a function with values that are JSON.</summary>
    /// <param name="call">The file and the function, such as <c>throttling.problems</c>.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>What it returns.</returns>
    public static async Task<JsonNode> CallAsync(string call, params object[] arguments)
    {
        var (file, function) = (call.Split('.')[0], call.Split('.')[1]);
        var script = $"console.log(JSON.stringify(require('./serverless/{file}').{function}(...JSON.parse(process.argv[1]))))";
        var run = await new Command("node", "--eval", script, JsonSerializer.Serialize(arguments)) { Folder = Repository.In("content") }.RunAsync();
        return JsonNode.Parse(run.OrFail().Output)!;
    }

    /// <summary>The problems that several files find in a service, in order: one process for all.</summary>
    /// <param name="files">The files.</param>
    /// <param name="arguments">What their <c>problems</c> get.</param>
    public static async Task<IReadOnlyList<string>> ProblemsAsync(string[] files, params object[] arguments)
    {
        var script = $"console.log(JSON.stringify({JsonSerializer.Serialize(files)}.flatMap((file) => require('./serverless/' + file).problems(...JSON.parse(process.argv[1])))))";
        var run = await new Command("node", "--eval", script, JsonSerializer.Serialize(arguments)) { Folder = Repository.In("content") }.RunAsync();
        return JsonSerializer.Deserialize<string[]>(run.OrFail().Output)!;
    }

    /// <summary>Calls a function that returns lines.</summary>
    public static async Task<IReadOnlyList<string>> LinesAsync(string call, params object[] arguments) =>
        [.. (await CallAsync(call, arguments)).AsArray().Select(line => (string)line!)];
}
