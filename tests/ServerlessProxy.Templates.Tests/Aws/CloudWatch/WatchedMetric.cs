using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.CloudWatch;

/// <summary>Represents a CloudWatch metric that an alarm or a dashboard uses.</summary>
/// <param name="Dimensions">The sorted dimensions, such as <c>FunctionName=my-proxy-dev-forward</c>.</param>
internal sealed record WatchedMetric(string Namespace, string Name, string Dimensions)
{
    /// <summary>Returns the metrics of an alarm.</summary>
    public static IEnumerable<WatchedMetric> OfAlarm(JsonObject alarm)
    {
        var queries = alarm["Metrics"]?.AsArray().Select(query => query!["MetricStat"]?["Metric"]).OfType<JsonNode>();
        return (queries ?? [alarm]).Select(metric => Of(
            (string)metric["Namespace"]!,
            (string)metric["MetricName"]!,
            metric["Dimensions"]!.AsArray().Select(each => ((string)each!["Name"]!, (string)each["Value"]!))));
    }

    /// <summary>Returns the metrics of a dashboard.</summary>
    public static IEnumerable<WatchedMetric> OfDashboard(JsonNode body) =>
        body["widgets"]!.AsArray()
            .SelectMany(widget => widget!["properties"]!["metrics"]?.AsArray() ?? [])
            .Select(metric => metric!.AsArray().OfType<JsonValue>().Select(part => (string)part!).ToList())
            .Select(parts => Of(parts[0], parts[1], parts.Skip(2).Chunk(2).Select(pair => (pair[0], pair[1]))));

    private static WatchedMetric Of(string @namespace, string name, IEnumerable<(string Name, string Value)> dimensions)
    {
        var sorted = dimensions.OrderBy(dimension => dimension.Name, StringComparer.Ordinal);
        return new(@namespace, name, string.Join(' ', sorted.Select(each => $"{each.Name}={each.Value}")));
    }
}
