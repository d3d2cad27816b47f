using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Calls functions of an option's module without the Serverless Framework, which takes seconds.</summary>
internal static class OptionModule
{
    /// <summary>Calls a function with JSON values.</summary>
    /// <param name="option">The option's folder, and the module's name in it.</param>
    /// <param name="function">The function, such as <c>problems</c>.</param>
    /// <param name="arguments">The function's arguments.</param>
    public static async Task<CommandResult> CallAsync(string option, string function, params object?[] arguments)
    {
        var file = JsonSerializer.Serialize(Repository.In("options", option, "plugin", "options", $"{option}.js"));
        var script =
            $"console.log(JSON.stringify(require({file}).{function}(...JSON.parse(process.argv[1]))) ?? 'null')";
        return await new Command("node", "--eval", script, JsonSerializer.Serialize(arguments)).RunAsync();
    }

    /// <summary>Calls a function that returns lines.</summary>
    public static async Task<IReadOnlyList<string>> LinesAsync(
        string option,
        string function,
        params object?[] arguments)
    {
        var output = (await CallAsync(option, function, arguments)).OrFail().Output;
        return [.. JsonNode.Parse(output)!.AsArray().Select(line => (string)line!)];
    }
}
