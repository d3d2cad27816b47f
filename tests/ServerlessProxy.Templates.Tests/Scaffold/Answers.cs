using System.Text.Json;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Represents the recorded options of a scaffold: <c>.serverless-proxy.json</c>.</summary>
/// <param name="Package">The template's package.</param>
/// <param name="Version">The package's version.</param>
/// <param name="Name">The scaffold's name.</param>
/// <param name="Options">The options, by their names on the command line.</param>
internal sealed record Answers(string Package, string Version, string Name, IReadOnlyDictionary<string, string> Options)
{
    /// <summary>The file's name.</summary>
    public const string File = ".serverless-proxy.json";

    /// <summary>The raw file in content/ contains conditionals, which are comments.</summary>
    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { ReadCommentHandling = JsonCommentHandling.Skip };

    /// <summary>The options for another <c>dotnet new</c>. An empty value must be a separate word.</summary>
    public string[] Arguments =>
        [
            .. Options.SelectMany(option =>
                option.Value.Length == 0 ? new[] { $"--{option.Key}", "" } : [$"--{option.Key}={option.Value}"]),
        ];

    /// <summary>Reads the recorded options of a scaffold.</summary>
    public static Answers Of(Scaffold scaffold) => Parse(System.IO.File.ReadAllText(scaffold.In(File)));

    /// <summary>Parses the text of a file.</summary>
    public static Answers Parse(string text) => JsonSerializer.Deserialize<Answers>(text, Json)!;
}
