using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.CloudWatch;

/// <summary>A metric of CloudWatch's that an alarm or a dashboard names.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Dimensions">Its dimensions, in order of their names: <c>FunctionName=my-proxy-dev-forward</c>.</param>
internal sealed record WatchedMetric(string Namespace, string Name, string Dimensions)
{
    /// <summary>Those of an alarm.</summary>
    public static IEnumerable<WatchedMetric> OfAlarm(JsonObject alarm) =>
        (alarm["Metrics"]?.AsArray().Select(query => query!["MetricStat"]?["Metric"]).OfType<JsonNode>() ?? [alarm])
            .Select(metric => Of((string)metric["Namespace"]!, (string)metric["MetricName"]!, metric["Dimensions"]!.AsArray().Select(dimension => ((string)dimension!["Name"]!, (string)dimension["Value"]!))));

    /// <summary>Those of a dashboard.</summary>
    public static IEnumerable<WatchedMetric> OfDashboard(JsonNode body) =>
        body["widgets"]!.AsArray()
            .SelectMany(widget => widget!["properties"]!["metrics"]?.AsArray() ?? [])
            .Select(metric => metric!.AsArray().OfType<JsonValue>().Select(part => (string)part!).ToList())
            .Select(parts => Of(parts[0], parts[1], parts.Skip(2).Chunk(2).Select(pair => (pair[0], pair[1]))));

    private static WatchedMetric Of(
        string @namespace,
        string name,
        IEnumerable<(string Name, string Value)> dimensions
    ) =>
        new(
            @namespace,
            name,
            string.Join(
                ' ',
                dimensions
                    .OrderBy(dimension => dimension.Name, StringComparer.Ordinal)
                    .Select(dimension => $"{dimension.Name}={dimension.Value}")));
}
