using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary>
/// Implements alarms on a metric or on an expression of several metrics:
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html.
/// </summary>
internal static partial class AlarmType
{
    private const string Name = "AWS::CloudWatch::Alarm";
    private const int DaySeconds = 86_400;

    private static readonly string[] OfOneMetric =
        ["MetricName", "Namespace", "Dimensions", "Period", "Unit", "Statistic", "ExtendedStatistic"];

    private static readonly string[] Comparisons =
    [
        "GreaterThanOrEqualToThreshold", "GreaterThanThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold",
    ];

    public static IReadOnlyList<ResourceType> All { get; } =
    [
        new(Name, Create)
        {
            Check = Check,
            Update = request => request.Account.Alarms[request.Id] = request.Properties,
            Delete = request => request.Account.Alarms.Remove(request.Id),
        },
    ];

    private static PhysicalResource Create(ResourceRequest request)
    {
        var name = request.NameOr("AlarmName", 255);
        return request.Account.Alarms.TryAdd(name, request.Properties)
            ? PhysicalResource.Of(name, ("Arn", request.Arn("cloudwatch", $"alarm:{name}")))
            : throw AwsException.AlreadyExists(Name, name);
    }

    private static void Check(ResourceRequest request)
    {
        AwsException.Require(
            Comparisons.Contains(request["ComparisonOperator"]),
            $"#/ComparisonOperator: {request["ComparisonOperator"]} is not a valid enum value");
        AwsException.Require(
            request["TreatMissingData"] is null or "breaching" or "notBreaching" or "ignore" or "missing",
            $"Unknown TreatMissingData value: {request["TreatMissingData"]}");
        AwsException.Require(request["Threshold"] is not null, "The parameter Threshold is mandatory.");
        AwsException.Require(
            (request["AlarmDescription"] ?? "").Length <= 1024,
            "#/AlarmDescription: expected maxLength: 1024");

        var periods = request.Number("EvaluationPeriods", 0);
        AwsException.Require(
            periods >= 1 && request.Number("DatapointsToAlarm", periods) is >= 1 and var count && count <= periods,
            "DatapointsToAlarm must be 1 to EvaluationPeriods.");
        var seconds = request.Properties["Metrics"] is null ? PeriodOfOneMetric(request) : PeriodOfMetrics(request);
        AwsException.Require(
            periods * seconds <= (seconds >= 3600 ? 7 * DaySeconds : DaySeconds),
            "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400), or seven "
            + "days for periods of an hour or more.");

        var actions = new[] { "AlarmActions", "OKActions", "InsufficientDataActions" }.SelectMany(request.List);
        foreach (var action in actions)
        {
            var arn = ((string)action!).Split(':');
            AwsException.Require(arn is ["arn", _, "sns", _, _, { Length: > 0 }], $"Invalid arn syntax: {action}");
            AwsException.Require(
                arn[3] == request.Account.Region,
                $"Invalid region {arn[3]} specified. Only {request.Account.Region} is supported.");
        }
    }

    private static double PeriodOfOneMetric(ResourceRequest request)
    {
        AwsException.Require(
            request["Statistic"] is null != request["ExtendedStatistic"] is null,
            "The parameters Statistic and ExtendedStatistic are mutually exclusive, and one of them is mandatory.");
        AwsException.Require(
            request["Statistic"] is null or "SampleCount" or "Average" or "Sum" or "Minimum" or "Maximum",
            $"#/Statistic: {request["Statistic"]} is not a valid enum value");
        return Period(request.Properties, request.Properties["Period"]);
    }

    private static double PeriodOfMetrics(ResourceRequest request)
    {
        AwsException.Require(
            !OfOneMetric.Any(property => request[property] is not null),
            "Metrics list and the properties of a single metric are mutually exclusive.");
        var queries = request.List("Metrics").Select(query => query!.AsObject()).ToList();
        var ids = queries.ConvertAll(query => (string?)query["Id"] ?? "");
        AwsException.Require(
            ids.TrueForAll(Id().IsMatch) && ids.Distinct().Count() == ids.Count,
            $"Every Id of Metrics must be unique and begin with a lowercase letter: {string.Join(", ", ids)}");
        AwsException.Require(
            queries.Count(query => query["ReturnData"]?.ToString().ToLowerInvariant() is null or "true") == 1,
            "Exactly one element of the metrics list should return data.");
        AwsException.Require(
            queries.Count(query => query["MetricStat"] is not null) is >= 1 and <= 10 && queries.Count <= 20,
            "Metrics must have 1 to 10 metrics and at most 20 elements.");
        foreach (var query in queries)
        {
            AwsException.Require(
                query["Expression"] is null != query["MetricStat"] is null,
                $"Metric query {query["Id"]} must have either an expression or a metric.");
            var names = Names().Matches((string?)query["Expression"] ?? "").Select(match => match.Value);
            var unknown = names.Except(ids).ToList();
            AwsException.Require(
                unknown.Count == 0,
                $"Error in expression '{query["Id"]}': Unknown identifier: {string.Join(", ", unknown)}");
        }

        var stats = queries.Select(query => query["MetricStat"]).OfType<JsonObject>();
        var periods = stats.Select(stat => Period(stat)).Distinct().ToList();
        AwsException.Require(periods.Count == 1, "Metrics list must have one period.");
        return periods[0];
    }

    private static double Period(JsonObject stat)
    {
        AwsException.Require(Statistic().IsMatch((string?)stat["Stat"] ?? ""), $"Invalid statistic: {stat["Stat"]}");
        return Period(stat["Metric"]!.AsObject(), stat["Period"]);
    }

    /// <summary>Checks a metric, and returns its period in seconds.</summary>
    private static double Period(JsonObject metric, JsonNode? period)
    {
        AwsException.Require(
            HasText(metric, "Namespace") && HasText(metric, "MetricName"),
            "The parameters Namespace and MetricName are mandatory.");
        var dimensions = metric["Dimensions"]?.AsArray() ?? [];
        AwsException.Require(
            dimensions.Count <= 30 && dimensions.All(each => HasText(each!, "Name") && HasText(each!, "Value")),
            "The parameters Name and Value of a dimension are mandatory.");
        var seconds = AwsJson.Number(period) ?? 0;
        AwsException.Require(
            seconds is 10 or 20 or 30 || (seconds > 0 && seconds % 60 == 0),
            $"Period must be 10, 20, 30 or a multiple of 60: {period}");
        return seconds;
    }

    private static bool HasText(JsonNode node, string property) => node[property]?.ToString() is { Length: > 0 };

    [GeneratedRegex("^[a-z][a-zA-Z0-9_]*$")]
    private static partial Regex Id();

    /// <summary>Matches the metrics in an expression. Function names are in capital letters.</summary>
    [GeneratedRegex("(?<![a-zA-Z0-9_])[a-z][a-zA-Z0-9_]*")]
    private static partial Regex Names();

    [GeneratedRegex("^(SampleCount|Average|Sum|Minimum|Maximum|IQM|p\\d{1,2}(\\.\\d+)?|p100)$")]
    private static partial Regex Statistic();
}
