using System.Text.Json;
using System.Xml.Linq;
using ServerlessProxy.Eng;
using YamlDotNet.RepresentationModel;

namespace ServerlessProxy.Templates.Tests;

/// <summary>What a scaffold's files hold.</summary>
internal static class ScaffoldFiles
{
    private static readonly string[] Made = ["bin", "obj", "artifacts", "node_modules", ".serverless"];

    /// <summary>What must not be left of the template: its directives, the names in the raw content, and its symbols.</summary>
    private static readonly string[] Leftovers =
        ["#if", "#elif", "#else", "#endif", "ServerlessProxy.1", "serverless-proxy-1", "replace-me-name", .. ConditionNames()];

    /// <summary>The template's configuration.</summary>
    public static string Template => Repository.In("template", "serverless-proxy", ".template.config");

    /// <summary>The files that the template made, relative to the scaffold's folder, with forward slashes, in order.</summary>
    public static IReadOnlyList<string> List(Scaffold scaffold) =>
        Directory.GetFiles(scaffold.Folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(scaffold.Folder, file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(Made.Contains))
            .Order(StringComparer.Ordinal)
            .ToList();

    /// <summary>Copies a scaffold's files, without what was made of them.</summary>
    /// <param name="scaffold">The scaffold.</param>
    /// <param name="folder">Where to.</param>
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

    /// <summary>Every place where something of the template is left, as <c>file: what</c>.</summary>
    public static IReadOnlyList<string> FindLeftovers(Scaffold scaffold) =>
        List(scaffold)
            .SelectMany(file => Leftovers, (file, leftover) => (File: file, Leftover: leftover))
            .Where(place =>
                place.File.Contains(place.Leftover, StringComparison.Ordinal)
                || File.ReadAllText(scaffold.In(place.File)).Contains(place.Leftover, StringComparison.Ordinal))
            .Select(place => $"{place.File}: {place.Leftover}")
            .ToList();

    /// <summary>The symbols that conditionals can name.</summary>
    private static List<string> ConditionNames()
    {
        using var template = JsonDocument.Parse(File.ReadAllText(Path.Combine(Template, "template.json")));
        return template.RootElement.GetProperty("symbols").EnumerateObject()
            .Where(symbol => symbol.Value.GetProperty("type").GetString() == "computed")
            .Select(symbol => symbol.Name)
            .ToList();
    }

    /// <summary>Reads every file that has a format.</summary>
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

    /// <summary>The top level of a YAML file.</summary>
    public static IReadOnlyDictionary<string, YamlNode> Yaml(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return ((YamlMappingNode)stream.Documents.Single().RootNode).ToDictionary(
            pair => ((YamlScalarNode)pair.Key).Value!,
            pair => pair.Value);
    }
}
