using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary>The metrics of an alarm, and its expressions of them.</summary>
internal static partial class MetricQueries
{
    /// <summary>Checks them.</summary>
    /// <returns>The period of all, in seconds.</returns>
    /// <exception cref="AwsException">CloudWatch would not watch them.</exception>
    public static int Check(JsonArray queries)
    {
        var ids = queries.Select(query => (string?)query!["Id"] ?? "").ToList();
        AwsException.Require(
            ids.TrueForAll(Id().IsMatch) && ids.Distinct().Count() == ids.Count,
            $"Every Id of Metrics must be another, and begin with a lowercase letter: {string.Join(", ", ids)}");
        AwsException.Require(
            queries.Count(query => query!["ReturnData"]?.ToString().ToLowerInvariant() is null or "true") == 1,
            "Exactly one element of the metrics list should return data.");
        AwsException.Require(
            queries.Count(query => query!["MetricStat"] is not null) is >= 1 and <= 10 && queries.Count <= 20,
            "Metrics must have 1 to 10 metrics, and as many expressions at most.");
        foreach (var query in queries)
        {
            AwsException.Require(
                query!["Expression"] is null != query["MetricStat"] is null,
                $"Metric query {query["Id"]} must have either an expression or a metric.");
            var unknown = Names()
                .Matches((string?)query["Expression"] ?? "")
                .Select(match => match.Value)
                .Except(ids)
                .ToList();
            AwsException.Require(
                unknown.Count == 0,
                $"Error in expression '{query["Id"]}': Unknown identifier: {string.Join(", ", unknown)}");
        }

        var periods = queries.Select(query => query!["MetricStat"]).OfType<JsonNode>().Select(stat =>
        {
            AwsException.Require(Statistic().IsMatch((string?)stat["Stat"] ?? ""), $"Invalid statistic: {stat["Stat"]}");
            return PeriodOf(stat["Metric"]!.AsObject(), stat["Period"]?.ToString());
        }).Distinct().ToList();
        return periods is [var period] ? period : throw AwsException.Validation("Metrics list must have one period.");
    }

    /// <summary>Checks a metric and its period.</summary>
    /// <returns>The period, in seconds.</returns>
    /// <exception cref="AwsException">There can be no such metric.</exception>
    public static int PeriodOf(JsonObject metric, string? period)
    {
        AwsException.Require(
            Text("Namespace") is not null && Text("MetricName") is not null,
            "The parameters Namespace and MetricName are mandatory.");
        var dimensions = metric["Dimensions"]?.AsArray() ?? [];
        AwsException.Require(
            dimensions.Count <= 30
                && dimensions.All(dimension =>
                    dimension!["Name"]?.ToString() is { Length: > 0 }
                    && dimension["Value"]?.ToString() is { Length: > 0 }),
            "The parameters Name and Value of a dimension are mandatory.");
        return
            int.TryParse(period, CultureInfo.InvariantCulture, out var seconds)
            && (seconds is 10 or 20 or 30 || (seconds > 0 && seconds % 60 == 0))
            ? seconds
            : throw AwsException.Validation($"Period must be 10, 20, 30 or a multiple of 60: {period}");

        string? Text(string property) => metric[property]?.ToString() is { Length: > 0 } text ? text : null;
    }

    [GeneratedRegex("^[a-z][a-zA-Z0-9_]*$")]
    private static partial Regex Id();

    /// <summary>Functions are in capital letters, what is not begins with a small one.</summary>
    [GeneratedRegex("(?<![a-zA-Z0-9_])[a-z][a-zA-Z0-9_]*")]
    private static partial Regex Names();

    [GeneratedRegex("^(SampleCount|Average|Sum|Minimum|Maximum|IQM|p\\d{1,2}(\\.\\d+)?|p100)$")]
    private static partial Regex Statistic();
}
