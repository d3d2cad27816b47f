using System.Globalization;
using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Edits JSON by paths such as <c>functions.forward.events.0.http</c>.</summary>
internal static class JsonEdit
{
    /// <summary>Returns a text's JSON after edits.</summary>
    /// <param name="text">The JSON.</param>
    /// <param name="edits">The path of each edit, and the new value as JSON; null removes the property.</param>
    public static JsonNode Of(string text, params (string Path, string? Json)[] edits)
    {
        var root = JsonNode.Parse(text)!;
        foreach (var (path, json) in edits)
        {
            var names = path.Split('.');
            var parent = names[..^1].Aggregate(root, Child);
            if (json is null)
            {
                parent.AsObject().Remove(names[^1]);
            }
            else if (parent is JsonArray array)
            {
                array[Index(names[^1])] = JsonNode.Parse(json);
            }
            else
            {
                parent[names[^1]] = JsonNode.Parse(json);
            }
        }

        return root;
    }

    private static JsonNode Child(JsonNode node, string name) =>
        node is JsonArray array ? array[Index(name)]! : node[name]!;

    private static int Index(string name) => int.Parse(name, CultureInfo.InvariantCulture);
}
