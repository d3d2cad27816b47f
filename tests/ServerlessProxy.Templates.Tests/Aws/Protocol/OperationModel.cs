using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.Protocol;

/// <summary>Represents an operation in a service's model.</summary>
internal sealed class OperationModel
{
    private readonly string method;
    private readonly string[] segments;
    private readonly List<(string Name, string? Value)> query;
    private readonly List<(string Member, string Location, string Name, bool Required)> members;

    /// <summary>Reads an operation.</summary>
    /// <param name="name">The name.</param>
    /// <param name="model">The description.</param>
    /// <param name="shapes">The shapes that descriptions refer to.</param>
    public OperationModel(string name, JsonNode model, JsonNode? shapes)
    {
        Name = name;
        var http = model["http"];
        method = (string?)http?["method"] ?? "POST";
        Status = (int?)http?["responseCode"] ?? 200;
        var target = ((string?)http?["requestUri"] ?? "/").Split('?', '#');
        segments = target[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        query = target
            .Skip(1)
            .SelectMany(part => part.Split('&'))
            .Select(part => part.Split('='))
            .Select(pair => (pair[0], pair.ElementAtOrDefault(1)))
            .ToList();

        var input = model["input"];
        input = input?["shape"] is { } shape ? shapes?[(string)shape!] : input;
        var required = input?["required"]?.AsArray().Select(member => (string)member!).ToHashSet() ?? [];
        members = (input?["members"]?.AsObject() ?? [])
            .Select(member => (
                member.Key,
                (string?)member.Value!["location"] ?? "body",
                (string?)member.Value!["locationName"] ?? member.Key,
                required.Contains(member.Key)))
            .ToList();
    }

    public string Name { get; }

    /// <summary>The HTTP status of a successful response.</summary>
    public int Status { get; }

    /// <summary>The number of conditions on a request. If several operations fit, the highest number wins.</summary>
    public int Specificity =>
        query.Count
        + members.Count(member => member.Required && member.Location is "querystring" or "header")
        + segments.Count(segment => segment[0] != '{');

    /// <summary>Checks whether a request of a REST protocol is for this operation.</summary>
    public bool Fits(HttpMessage message) =>
        message.Method == method
        && FitsPath(message.Path)
        && query.All(part =>
            message.Query.TryGetValue(part.Name, out var value) && (part.Value is null || part.Value == value))
        && members.Where(member => member.Required).All(member => member.Location switch
        {
            "querystring" => message.Query.ContainsKey(member.Name),
            "header" => message.Headers.ContainsKey(member.Name),
            _ => true,
        });

    /// <summary>Returns the values in the path and the query string, by member name.</summary>
    public Dictionary<string, string> Parameters(HttpMessage message)
    {
        var parameters = new Dictionary<string, string>();
        foreach (var (member, location, name, _) in members)
        {
            if (location == "querystring" && message.Query.TryGetValue(name, out var value))
            {
                parameters[member] = value;
            }
            else if (location == "uri")
            {
                var index = Array.FindIndex(segments, segment => segment.Trim('{', '}', '+') == name);
                parameters[member] = IsGreedy(segments[index])
                    ? string.Join('/', message.Path.Skip(index))
                    : message.Path[index];
            }
        }

        return parameters;
    }

    private static bool IsGreedy(string segment) => segment.EndsWith("+}", StringComparison.Ordinal);

    private bool FitsPath(IReadOnlyList<string> path) =>
        (path.Count == segments.Length
            || (path.Count > segments.Length && segments is [.., var last] && IsGreedy(last)))
        && segments.Zip(path).All(pair => pair.First[0] == '{' || pair.First == pair.Second);
}
