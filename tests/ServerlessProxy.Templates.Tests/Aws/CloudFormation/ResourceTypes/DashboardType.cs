using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary>
/// Implements dashboards:
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html.
/// </summary>
internal static partial class DashboardType
{
    private const string Name = "AWS::CloudWatch::Dashboard";
    private const int Columns = 24;

    public static IReadOnlyList<ResourceType> All { get; } =
    [
        new(Name, Create)
        {
            Check = Check,
            Update = request => request.Account.Dashboards[request.Id] = request["DashboardBody"]!,
            Delete = request => request.Account.Dashboards.Remove(request.Id),
        },
    ];

    private static PhysicalResource Create(ResourceRequest request)
    {
        var name = request.NameOr("DashboardName", 255);
        AwsException.Require(DashboardName().IsMatch(name), $"#/DashboardName: string [{name}] does not match pattern");
        return request.Account.Dashboards.TryAdd(name, request["DashboardBody"]!)
            ? PhysicalResource.Of(name)
            : throw AwsException.AlreadyExists(Name, name);
    }

    private static void Check(ResourceRequest request)
    {
        JsonNode? body;
        try
        {
            body = JsonNode.Parse(request["DashboardBody"]!);
        }
        catch (JsonException exception)
        {
            throw AwsException.Validation($"The field DashboardBody must be a valid JSON object ({exception.Message})");
        }

        var widgets = (body as JsonObject)?["widgets"] as JsonArray;
        Require(widgets is { Count: <= 500 }, "", "Should be an array of at most 500");
        foreach (var (widget, index) in widgets!.Select((widget, index) => (widget!.AsObject(), index)))
        {
            var problem = Problem(widget);
            Require(problem is null, $"/{index}", problem);
        }
    }

    private static void Require(bool holds, string path, string? problem) => AwsException.Require(
        holds,
        "The dashboard body is invalid, there are 1 validation errors: "
        + $"[{{ dataPath: '/widgets{path}', message: '{problem}' }}]");

    private static string? Problem(JsonObject widget)
    {
        var properties = widget["properties"];
        var (x, y, width, height) = (Number("x"), Number("y"), Number("width"), Number("height"));
        if (!(x >= 0 && y >= 0 && width >= 1 && height >= 1 && x + width <= Columns))
        {
            return "Does not fit on the grid";
        }

        return (string?)widget["type"] switch
        {
            "alarm" => properties?["alarms"] is JsonArray { Count: >= 1 and <= 100 } alarms
                && alarms.All(alarm => ((string)alarm!).StartsWith("arn:", StringComparison.Ordinal))
                ? null
                : "Should have alarms",
            "log" or "metric" when properties?["region"] is null => "Should have a region",
            "log" => ((string?)properties!["query"])?.StartsWith("SOURCE '", StringComparison.Ordinal) == true
                ? null
                : "Should have a query with its SOURCE",
            "metric" => properties!["metrics"] is JsonArray { Count: <= 500 } metrics && metrics.All(IsMetric)
                ? null
                : "Should have metrics",
            "text" or "explorer" => null,
            var other => $"Should not be of type {other}",
        };

        int? Number(string name) => (int?)widget[name];
    }

    /// <summary>Checks for a namespace, a name, dimensions with values, and an optional object with settings.</summary>
    private static bool IsMetric(JsonNode? metric)
    {
        var parts = metric!.AsArray();
        var texts = parts.TakeWhile(IsText).Count();
        return texts >= 2
            && texts % 2 == 0
            && (texts == parts.Count || (texts == parts.Count - 1 && parts[^1] is JsonObject));
    }

    private static bool IsText(JsonNode? part) =>
        part?.GetValueKind() == JsonValueKind.String && ((string)part!).Length > 0;

    [GeneratedRegex("^[A-Za-z0-9_-]{1,255}$")]
    private static partial Regex DashboardName();
}
