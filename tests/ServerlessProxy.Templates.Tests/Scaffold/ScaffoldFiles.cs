using System.Text.Json;
using System.Xml.Linq;
using ServerlessProxy.Eng;
using YamlDotNet.RepresentationModel;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Lists, copies, edits and parses the files of scaffolds.</summary>
internal static class ScaffoldFiles
{
    private static readonly string[] Made = ["bin", "obj", "artifacts", "node_modules", ".serverless"];

    /// <summary>
    /// Texts of the template that no scaffold contains: directives, names in the raw content, and symbols.
    /// </summary>
    private static readonly string[] Leftovers =
    [
        "#if", "#elif", "#else", "#endif", "ServerlessProxy.1", "serverless-proxy-1", "replace-me-name",
        .. ConditionNames(),
    ];

    /// <summary>The template's configuration.</summary>
    public static string Template => Repository.In("template", "serverless-proxy", ".template.config");

    /// <summary>
    /// Returns the generated files in order, relative to the scaffold's folder, with forward slashes.
    /// </summary>
    public static IReadOnlyList<string> List(Scaffold scaffold) =>
        Directory.GetFiles(scaffold.Folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(scaffold.Folder, file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(Made.Contains))
            .Order(StringComparer.Ordinal)
            .ToList();

    /// <summary>Copies the generated files of a scaffold.</summary>
    /// <param name="scaffold">The scaffold.</param>
    /// <param name="folder">The new folder.</param>
    public static Scaffold Copy(Scaffold scaffold, string folder)
    {
        var copy = scaffold with { Folder = folder };
        foreach (var file in List(scaffold))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(copy.In(file))!);
            File.Copy(scaffold.In(file), copy.In(file));
        }

        return copy;
    }

    /// <summary>Returns every text of the template that is left in a scaffold, as <c>file: text</c>.</summary>
    public static IReadOnlyList<string> FindLeftovers(Scaffold scaffold) =>
        List(scaffold)
            .SelectMany(file => Leftovers, (file, leftover) => (File: file, Leftover: leftover))
            .Where(place =>
                place.File.Contains(place.Leftover, StringComparison.Ordinal)
                || File.ReadAllText(scaffold.In(place.File)).Contains(place.Leftover, StringComparison.Ordinal))
            .Select(place => $"{place.File}: {place.Leftover}")
            .ToList();

    /// <summary>Returns the symbols that conditionals can use.</summary>
    private static List<string> ConditionNames()
    {
        using var template = JsonDocument.Parse(File.ReadAllText(Path.Combine(Template, "template.json")));
        return template.RootElement.GetProperty("symbols").EnumerateObject()
            .Where(symbol => symbol.Value.GetProperty("type").GetString() == "computed")
            .Select(symbol => symbol.Name)
            .ToList();
    }

    /// <summary>Parses every JSON, YAML and XML file.</summary>
    public static void Parse(Scaffold scaffold)
    {
        foreach (var file in List(scaffold))
        {
            var text = File.ReadAllText(scaffold.In(file));
            switch (Path.GetExtension(file))
            {
                case ".json":
                    using (JsonDocument.Parse(text))
                    {
                    }

                    break;
                case ".yml":
                    Yaml(text);
                    break;
                case ".csproj" or ".props":
                    XDocument.Parse(text);
                    break;
            }
        }
    }

    /// <summary>Replaces a text in a file. Fails if the file does not contain it.</summary>
    public static void Edit(string file, string before, string after)
    {
        var text = File.ReadAllText(file);
        Assert.Contains(before, text, StringComparison.Ordinal);
        File.WriteAllText(file, text.Replace(before, after, StringComparison.Ordinal));
    }

    /// <summary>Returns the top level of a YAML file.</summary>
    public static IReadOnlyDictionary<string, YamlNode> Yaml(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return ((YamlMappingNode)stream.Documents.Single().RootNode).ToDictionary(
            pair => ((YamlScalarNode)pair.Key).Value!,
            pair => pair.Value);
    }
}
