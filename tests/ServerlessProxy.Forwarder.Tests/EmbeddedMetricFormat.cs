using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ServerlessProxy.Forwarder.Tests;

/// <summary>
/// Checks log lines against CloudWatch's embedded metric format. CloudWatch Logs accepts a line that breaks a rule, but
/// silently drops its metrics.
/// </summary>
/// <remarks>
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html.
/// Namespaces, dimensions and times:
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html and API_MetricDatum.html.
/// </remarks>
internal static partial class EmbeddedMetricFormat
{
    private const int EventBytes = 256 * 1024;

    private static readonly HashSet<string> Units =
    [
        "Seconds", "Microseconds", "Milliseconds", "Percent", "Count", "Count/Second", "None",
        "Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes",
        "Bits", "Kilobits", "Megabits", "Gigabits", "Terabits",
        "Bytes/Second", "Kilobytes/Second", "Megabytes/Second", "Gigabytes/Second", "Terabytes/Second",
        "Bits/Second", "Kilobits/Second", "Megabits/Second", "Gigabits/Second", "Terabits/Second",
    ];

    private static readonly (string Rule, Func<JsonElement, bool> IsKept)[] Rules =
    [
        ("no member occurs twice", root => Distinct(root.EnumerateObject().Select(member => member.Name))),
        (
            "_aws has Timestamp and CloudWatchMetrics, and no more",
            root => Has(Metadata(root), ["Timestamp", "CloudWatchMetrics"], [])),
        (
            "Timestamp is in milliseconds since 1970, of the last two weeks or the next two hours",
            root => Metadata(root).GetProperty("Timestamp").TryGetInt64(out var time) && IsTaken(time)),
        ("there is a directive", root => Directives(root).Any()),
        (
            "a directive has Namespace, Dimensions and Metrics, and no more",
            root => Directives(root).All(directive => Has(directive, ["Namespace", "Dimensions", "Metrics"], []))),
        (
            "a namespace has 1 to 255 characters, is not AWS's and does not begin with a colon",
            root =>
                Directives(root)
                    .All(directive => NamespaceName().IsMatch(directive.GetProperty("Namespace").GetString() ?? ""))),
        (
            "a directive has a set of dimensions, and no set of more than 30",
            root =>
                Directives(root)
                    .All(directive => Sets(directive).Any() && Sets(directive).All(set => set.GetArrayLength() <= 30))),
        (
            "a dimension has a name of 1 to 250 characters, and a text of 1 to 1024 in the root",
            root =>
                Directives(root)
                    .SelectMany(directive => Sets(directive))
                    .SelectMany(set => set.EnumerateArray())
                    .All(name => Has(name, 250) && Has(Target(root, name), 1024))),
        (
            "a directive has 1 to 100 metrics, each once",
            root =>
                Directives(root)
                    .All(directive =>
                        directive.GetProperty("Metrics").GetArrayLength() is >= 1 and <= 100
                        && Distinct(Names(directive)))),
        (
            "a metric has a Name of 1 to 255 characters, and otherwise at most Unit and StorageResolution",
            root =>
                Metrics(root)
                    .All(metric =>
                        Has(metric, ["Name"], ["Unit", "StorageResolution"]) && Has(metric.GetProperty("Name"), 255))),
        (
            "a unit is one of CloudWatch's",
            root =>
                Metrics(root)
                    .All(metric => !metric.TryGetProperty("Unit", out var unit) || Units.Contains(unit.GetString()!))),
        (
            "a metric is a number in the root, or up to 100",
            root => Metrics(root).All(metric => AreNumbers(Target(root, metric.GetProperty("Name"))))),
    ];

    /// <summary>
    /// Returns the rules that a log line breaks. The list is empty if CloudWatch accepts the metrics.
    /// </summary>
    public static IReadOnlyList<string> Broken(string line)
    {
        if (Encoding.UTF8.GetByteCount(line) > EventBytes)
        {
            return ["a log event has at most 256 KB"];
        }

        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? [.. Rules.Where(rule => !IsKept(rule.IsKept, document.RootElement)).Select(rule => rule.Rule)]
                : ["a line is a JSON object"];
        }
        catch (JsonException)
        {
            return ["a line is a JSON object"];
        }
    }

    /// <summary>Returns the unit and value of every metric in a line, by name.</summary>
    public static IReadOnlyDictionary<string, (string Unit, double Value)> Read(string line)
    {
        using var document = JsonDocument.Parse(line);
        return Metrics(document.RootElement)
            .ToDictionary(
                metric => metric.GetProperty("Name").GetString()!,
                metric =>
                    (
                        metric.GetProperty("Unit").GetString()!,
                        Target(document.RootElement, metric.GetProperty("Name")).GetDouble()));
    }

    /// <summary>Checks a rule. A missing value, or a value of another type, breaks it.</summary>
    private static bool IsKept(Func<JsonElement, bool> rule, JsonElement root)
    {
        try
        {
            return rule(root);
        }
        catch (Exception exception) when (exception is KeyNotFoundException or InvalidOperationException)
        {
            return false;
        }
    }

    private static JsonElement Metadata(JsonElement root) => root.GetProperty("_aws");

    private static JsonElement.ArrayEnumerator Directives(JsonElement root) =>
        Metadata(root).GetProperty("CloudWatchMetrics").EnumerateArray();

    private static JsonElement.ArrayEnumerator Sets(JsonElement directive) =>
        directive.GetProperty("Dimensions").EnumerateArray();

    private static IEnumerable<JsonElement> Metrics(JsonElement root) =>
        Directives(root).SelectMany(directive => directive.GetProperty("Metrics").EnumerateArray());

    private static IEnumerable<string> Names(JsonElement directive) =>
        directive.GetProperty("Metrics").EnumerateArray().Select(metric => metric.GetProperty("Name").GetString()!);

    private static JsonElement Target(JsonElement root, JsonElement name) => root.GetProperty(name.GetString()!);

    private static bool Has(JsonElement text, int maximum) =>
        text.GetString() is { Length: >= 1 } value && value.Length <= maximum;

    private static bool Has(JsonElement members, string[] required, string[] optional)
    {
        var names = members.EnumerateObject().Select(member => member.Name).ToList();
        return required.All(names.Contains) && !names.Except(required).Except(optional).Any();
    }

    private static bool AreNumbers(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array
            ? value.GetArrayLength() is >= 1 and <= 100
                && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number)
            : value.ValueKind == JsonValueKind.Number;

    private static bool Distinct(IEnumerable<string> names) =>
        names.GroupBy(name => name, StringComparer.Ordinal).All(group => group.Count() == 1);

    private static bool IsTaken(long milliseconds)
    {
        var age = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - milliseconds;
        return age < TimeSpan.FromDays(14).TotalMilliseconds && age > -TimeSpan.FromHours(2).TotalMilliseconds;
    }

    [GeneratedRegex("^(?!AWS/)(?!:)[0-9A-Za-z.\\-_/#: ]{1,255}$")]
    private static partial Regex NamespaceName();
}
