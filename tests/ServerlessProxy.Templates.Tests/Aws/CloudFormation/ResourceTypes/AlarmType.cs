using System.Globalization;
using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary><c>AWS::CloudWatch::Alarm</c>, on a metric or on an expression of several.</summary>
internal sealed class AlarmType() : ResourceType("AWS::CloudWatch::Alarm")
{
    private const int DaySeconds = 86_400;

    private static readonly string[] OfOneMetric = ["MetricName", "Namespace", "Dimensions", "Period", "Unit", "Statistic", "ExtendedStatistic"];

    /// <inheritdoc/>
    protected override string[] Required => ["ComparisonOperator", "EvaluationPeriods"];

    /// <inheritdoc/>
    protected override string[] Optional =>
    [
        "ActionsEnabled", "AlarmActions", "AlarmDescription", "AlarmName", "DatapointsToAlarm", "Dimensions", "EvaluateLowSampleCountPercentile", "ExtendedStatistic", "InsufficientDataActions", "MetricName", "Metrics",
        "Namespace", "OKActions", "Period", "Statistic", "Tags", "Threshold", "ThresholdMetricId", "TreatMissingData", "Unit",
    ];

    /// <inheritdoc/>
    protected override string[] CreateOnly => ["AlarmName"];

    /// <inheritdoc/>
    protected override string[] Attributes => ["Arn"];

    /// <inheritdoc/>
    public override PhysicalResource Create(ResourceRequest request)
    {
        Check(request);
        var name = request.NameOr("AlarmName", 255);
        return request.Account.Alarms.TryAdd(name, request.Properties)
            ? new PhysicalResource(
                name,
                new Dictionary<string, string>
                {
                    ["Arn"] = $"arn:aws:cloudwatch:{request.Account.Region}:{AwsAccount.Id}:alarm:{name}",
                })
            : throw AwsException.AlreadyExists(Name, name);
    }

    /// <inheritdoc/>
    public override PhysicalResource Update(ResourceRequest request, StackResource resource)
    {
        Check(request);
        request.Account.Alarms[resource.PhysicalId] = request.Properties;
        return base.Update(request, resource);
    }

    /// <inheritdoc/>
    public override void Delete(ResourceRequest request, StackResource resource) =>
        request.Account.Alarms.Remove(resource.PhysicalId);

    private static void Check(ResourceRequest request)
    {
        AwsException.Require(
            request["ComparisonOperator"]
                is "GreaterThanOrEqualToThreshold"
                    or "GreaterThanThreshold"
                    or "LessThanThreshold"
                    or "LessThanOrEqualToThreshold",
            $"#/ComparisonOperator: {request["ComparisonOperator"]} is not a valid enum value");
        AwsException.Require(
            request["TreatMissingData"] is null or "breaching" or "notBreaching" or "ignore" or "missing",
            $"Unknown TreatMissingData value: {request["TreatMissingData"]}");
        AwsException.Require(
            double.TryParse(request["Threshold"], CultureInfo.InvariantCulture, out _),
            "The parameter Threshold is mandatory.");
        AwsException.Require(
            (request["AlarmDescription"] ?? "").Length <= 1024,
            "#/AlarmDescription: expected maxLength: 1024");

        var periods = Number("EvaluationPeriods", 0);
        AwsException.Require(
            periods >= 1 && Number("DatapointsToAlarm", periods) is >= 1 and var datapoints && datapoints <= periods,
            "DatapointsToAlarm must be 1 to EvaluationPeriods.");
        var seconds = request.Properties["Metrics"] is { } metrics
            ? PeriodOf(request, metrics.AsArray())
            : PeriodOf(request);
        AwsException.Require(
            periods * seconds <= (seconds >= 3600 ? 7 * DaySeconds : DaySeconds),
            "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400), or than seven for periods of an hour."
        );
        foreach (
            var action in new[] { "AlarmActions", "OKActions", "InsufficientDataActions" }.SelectMany(property =>
                request.Properties[property]?.AsArray() ?? []))
        {
            var arn = ((string)action!).Split(':');
            AwsException.Require(arn is ["arn", _, "sns", _, _, { Length: > 0 }], $"Invalid arn syntax: {action}");
            AwsException.Require(
                arn[3] == request.Account.Region,
                $"Invalid region {arn[3]} specified. Only {request.Account.Region} is supported.");
        }

        int Number(string property, int otherwise) =>
            request[property] is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
    }

    private static int PeriodOf(ResourceRequest request)
    {
        AwsException.Require(
            request["Statistic"] is null != request["ExtendedStatistic"] is null,
            "The parameters Statistic and ExtendedStatistic are mutually exclusive, and one of them is mandatory.");
        AwsException.Require(
            request["Statistic"] is null or "SampleCount" or "Average" or "Sum" or "Minimum" or "Maximum",
            $"#/Statistic: {request["Statistic"]} is not a valid enum value");
        return MetricQueries.PeriodOf(request.Properties, request["Period"]);
    }

    private static int PeriodOf(ResourceRequest request, JsonArray metrics)
    {
        AwsException.Require(
            !OfOneMetric.Any(property => request[property] is not null),
            "Metrics list and the properties of a single metric are mutually exclusive.");
        return MetricQueries.Check(metrics);
    }
}
