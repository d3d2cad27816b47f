using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.Protocol;

/// <summary>One operation of a service's model.</summary>
internal sealed class OperationModel
{
    private readonly string method;
    private readonly string[] segments;
    private readonly List<(string Name, string? Value)> query;
    private readonly List<(string Member, string Location, string Name, bool Required)> members;

    /// <summary>Reads it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="model">Its description.</param>
    /// <param name="shapes">What descriptions refer to.</param>
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

    /// <summary>The operation's name, such as <c>DescribeStacks</c>.</summary>
    public string Name { get; }

    /// <summary>The HTTP status of its success.</summary>
    public int Status { get; }

    /// <summary>How much of a request this operation accounts for: of two that fit, the higher is meant.</summary>
    public int Specificity =>
        query.Count
        + members.Count(member => member.Required && member.Location is "querystring" or "header")
        + segments.Count(segment => segment[0] != '{');

    /// <summary>Whether a request of a REST protocol asks for this.</summary>
    public bool Fits(HttpMessage message) =>
        message.Method == method
        && FitsPath(message.Path)
        && query.All(part =>
            message.Query.TryGetValue(part.Name, out var value) && (part.Value is null || part.Value == value))
        && members
            .Where(member => member.Required)
            .All(member =>
                member.Location switch
                {
                    "querystring" => message.Query.ContainsKey(member.Name),
                    "header" => message.Headers.ContainsKey(member.Name),
                    _ => true,
                });

    /// <summary>What a fitting request says in path and query string, by the names of the members.</summary>
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
                parameters[member] = segments[index].EndsWith("+}", StringComparison.Ordinal)
                    ? string.Join('/', message.Path.Skip(index))
                    : message.Path[index];
            }
        }

        return parameters;
    }

    private bool FitsPath(IReadOnlyList<string> path) =>
        (
            path.Count == segments.Length
            || (
                path.Count > segments.Length
                && segments is [.., var last]
                && last.EndsWith("+}", StringComparison.Ordinal))
        ) && segments.Zip(path).All(pair => pair.First[0] == '{' || pair.First == pair.Second);
}
