using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary><c>AWS::CloudWatch::Dashboard</c>: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html.</summary>
internal sealed partial class DashboardType() : ResourceType("AWS::CloudWatch::Dashboard")
{
    private const int Columns = 24;

    /// <inheritdoc/>
    protected override string[] Required => ["DashboardBody"];

    /// <inheritdoc/>
    protected override string[] Optional => ["DashboardName", "Tags"];

    /// <inheritdoc/>
    protected override string[] CreateOnly => ["DashboardName"];

    /// <inheritdoc/>
    public override PhysicalResource Create(ResourceRequest request)
    {
        Check(request);
        var name = request.NameOr("DashboardName", 255);
        AwsException.Require(DashboardName().IsMatch(name), $"#/DashboardName: string [{name}] does not match pattern");
        return request.Account.Dashboards.TryAdd(name, request["DashboardBody"]!)
            ? new PhysicalResource(name)
            : throw AwsException.AlreadyExists(Name, name);
    }

    /// <inheritdoc/>
    public override PhysicalResource Update(ResourceRequest request, StackResource resource)
    {
        Check(request);
        request.Account.Dashboards[resource.PhysicalId] = request["DashboardBody"]!;
        return base.Update(request, resource);
    }

    /// <inheritdoc/>
    public override void Delete(ResourceRequest request, StackResource resource) =>
        request.Account.Dashboards.Remove(resource.PhysicalId);

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
        AwsException.Require(
            widgets is { Count: <= 500 },
            "The dashboard body is invalid, there are 1 validation errors: [{ dataPath: '/widgets', message: 'Should be an array of at most 500' }]"
        );
        foreach (var (widget, index) in widgets!.Select((widget, index) => (widget!.AsObject(), index)))
        {
            AwsException.Require(
                Problem(widget) is not { } problem,
                $"The dashboard body is invalid, there are 1 validation errors: [{{ dataPath: '/widgets/{index}', message: '{Problem(widget)}' }}]"
            );
        }
    }

    private static string? Problem(JsonObject widget)
    {
        var properties = widget["properties"];
        return !(
            (int?)widget["x"] >= 0
            && (int?)widget["y"] >= 0
            && (int?)widget["width"] >= 1
            && (int?)widget["height"] >= 1
            && (int?)widget["x"] + (int?)widget["width"] <= Columns)
            ? "Does not fit on the grid"
            : (string?)widget["type"] switch
            {
                "alarm" => properties?["alarms"] is JsonArray { Count: >= 1 and <= 100 } alarms
                && alarms.All(alarm => ((string)alarm!).StartsWith("arn:", StringComparison.Ordinal))
                    ? null
                    : "Should have alarms",
                "log" => properties?["region"] is null ? "Should have a region"
                : ((string?)properties["query"])?.StartsWith("SOURCE '", StringComparison.Ordinal) == true ? null
                : "Should have a query with its SOURCE",
                "metric" => properties?["region"] is null ? "Should have a region"
                : properties["metrics"] is JsonArray { Count: <= 500 } metrics && metrics.All(IsMetric) ? null
                : "Should have metrics",
                "text" or "explorer" => null,
                var other => $"Should not be of type {other}",
            };
    }

    /// <summary>Namespace, name, dimensions and their values, and last what to show of it.</summary>
    private static bool IsMetric(JsonNode? metric)
    {
        var parts = metric!.AsArray().ToList();
        var texts = parts
            .TakeWhile(part =>
                part is JsonValue value && value.GetValueKind() == JsonValueKind.String && ((string)value!).Length > 0)
            .Count();
        return texts >= 2
            && texts % 2 == 0
            && (texts == parts.Count || (texts == parts.Count - 1 && parts[^1] is JsonObject));
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,255}$")]
    private static partial Regex DashboardName();
}
