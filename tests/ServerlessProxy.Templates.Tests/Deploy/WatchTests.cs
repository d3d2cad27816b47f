using System.Text.Json.Nodes;
using ServerlessProxy.Forwarder.Tests;
using ServerlessProxy.Templates.Tests.Aws.CloudWatch;

namespace ServerlessProxy.Templates.Tests;

/// <summary>
/// Checks that alarms and the dashboard use existing metrics of the function, Lambda and API Gateway.
/// </summary>
public sealed class WatchTests
{
    private const string Topic = "arn:aws:sns:eu-west-1:123456789012:alarms";

    private static readonly string[] Alarms = ["server-errors", "near-deadline", "throttles", "concurrency"];
    private static readonly string[] QueueAlarms =
        [.. Alarms, "failed-attempts", "dead-letters", "oldest-request", "expiring", "deliverer-errors"];

    /// <summary>Delivery, API type, auth, the topic that alarms notify, and whether there is a dashboard.</summary>
    public static TheoryData<string, string, string, string, bool> Cases => new()
    {
        { "direct", "rest", "api-key", Topic, false },
        { "direct", "rest", "github", "", true },
        { "direct", "http", "iam", "", true },
        { "queued", "rest", "github", Topic, true },
        { "fifo", "http", "iam", "", true },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task AlarmsAndDashboard_UseMetricsThatExist(
        string delivery, string apiType, string auth, string topic, bool hasDashboard)
    {
        string[] options = [.. Template.Working, "--api-type", apiType, "--auth", auth, "--delivery", delivery];
        string[] dashboard = hasDashboard ? ["--dashboard"] : [];
        var name = $"watch-{delivery}-{apiType}-{auth}";
        var scaffold = await Template.CreateAsync(name, "my-proxy", [.. options, .. dashboard]);
        Assert.Empty(ScaffoldFiles.FindLeftovers(scaffold));
        ScaffoldFiles.Parse(scaffold);
        string[] notify = topic.Length > 0 ? ["--param", $"alarmTopicArn={topic}"] : [];
        (await (await WithoutBuild.ServerlessAsync(scaffold, ["package", .. notify])).RunAsync()).OrFail();
        var watched = WatchedStack.Of(scaffold);
        string[] expected =
        [
            .. delivery == "direct" ? [.. Alarms, "backend-unreachable"] : QueueAlarms,
            .. auth == "github" ? new[] { "refused-signatures" } : [],
        ];
        Assert.Equal(
            expected.Select(name => $"my-proxy-dev-{name}").Order(StringComparer.Ordinal),
            watched.Alarms.Keys.Order(StringComparer.Ordinal));
        Assert.All(watched.Alarms.Values, alarm => AssertNotifies(alarm, topic));
        var known = Known(watched, apiType);
        Assert.All(watched.Alarms.Values.SelectMany(WatchedMetric.OfAlarm), metric => Assert.Contains(metric, known));
        Assert.Equal(hasDashboard, watched.Dashboard is not null);
        if (watched.Dashboard is null)
        {
            return;
        }

        var onDashboard = WatchedMetric.OfDashboard(watched.Dashboard).ToList();
        Assert.All(onDashboard, metric => Assert.Contains(metric, known));
        Assert.Equal(
            (delivery == "direct" ? EmittedMetrics.Units.Keys : EmittedMetrics.OfQueue).Order(StringComparer.Ordinal),
            onDashboard
                .Where(metric => metric.Namespace == EmittedMetrics.Namespace)
                .Select(metric => metric.Name)
                .Distinct()
                .Order(StringComparer.Ordinal));
        AssertDashboard(watched, watched.Dashboard);
    }

    [Theory]
    [InlineData(
        "    reservedConcurrency: 20",
        "    reservedConcurrency: 50",
        "100 * running / 50",
        "100 * p99 / (27 * 1000)"
    )]
    [InlineData("    reservedConcurrency: 20", "    timeout: 10", "100 * running / 1000", "100 * p99 / (10 * 1000)")]
    [InlineData("  timeout: 27", "  timeout: 15", "100 * running / 20", "100 * p99 / (15 * 1000)")]
    public async Task Alarms_FollowTheLimitsOfServerlessYml(
        string before,
        string after,
        string concurrency,
        string deadline)
    {
        var scaffold = await Template.CreateAsync("watch-limits", "my-proxy", [.. Template.Working, "--dashboard"]);
        ScaffoldFiles.Edit(scaffold.In("serverless.yml"), $"\n{before}\n", $"\n{after}\n");
        (await (await WithoutBuild.ServerlessAsync(scaffold, "package")).RunAsync()).OrFail();

        var watched = WatchedStack.Of(scaffold);
        Assert.Equal(
            [concurrency, deadline],
            new[] { "concurrency", "near-deadline" }.Select(name => Expression(watched.Alarms[$"my-proxy-dev-{name}"]))
        );
        var limits = Limits(watched.Dashboard!).ToList();
        Assert.Contains(concurrency.Split(' ')[^1], limits);
        Assert.Contains(deadline.Split('(')[1].Split(' ')[0] + "000", limits);
    }

    private static void AssertNotifies(JsonObject alarm, string topic)
    {
        string[] actions = topic.Length > 0 ? [topic] : [];
        Assert.Equal(actions, alarm["AlarmActions"]!.AsArray().Select(action => (string)action!));
        Assert.Equal(actions, alarm["OKActions"]!.AsArray().Select(action => (string)action!));
        Assert.Matches(@"\. First (check|look at) ", (string?)alarm["AlarmDescription"]);

        // A proxy without requests does not raise an alarm.
        Assert.Equal("notBreaching", (string?)alarm["TreatMissingData"]);
    }

    private static void AssertDashboard(WatchedStack watched, JsonNode dashboard)
    {
        const string arn = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:";
        var alarms = Widgets(dashboard, "alarm").Single()["properties"]!["alarms"]!.AsArray();
        Assert.Equal(
            watched.Alarms.Keys.Select(name => arn + name).Order(StringComparer.Ordinal),
            alarms.Select(alarm => (string)alarm!).Order(StringComparer.Ordinal));
        var logs = watched.Functions.Select(function => $"SOURCE '/aws/lambda/{function["FunctionName"]}' | ");
        var query = (string?)Widgets(dashboard, "log").Single()["properties"]!["query"];
        Assert.StartsWith(string.Concat(logs) + "fields ", query, StringComparison.Ordinal);
        var regions = Widgets(dashboard, "metric").Select(widget => (string?)widget["properties"]!["region"]);
        Assert.Equal(["eu-west-1"], regions.Distinct());
        Assert.Equal(
            [
                .. watched.Functions.Select(function => $"{function["Timeout"]}000"),
                .. watched.Functions.Select(function => $"{function["ReservedConcurrentExecutions"]}"),
            ],
            Limits(dashboard));
    }

    /// <summary>
    /// Returns the metrics of the functions, and those that AWS documents:
    /// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html,
    /// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html,
    /// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html and
    /// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html.
    /// </summary>
    private static List<WatchedMetric> Known(WatchedStack watched, string apiType)
    {
        var (stage, errors) =
            apiType == "rest"
                ? ("ApiName=my-proxy-dev Stage=dev", new[] { "4XXError", "5XXError" })
                : ($"ApiId={watched.ApiId} Stage=$default", ["4xx", "5xx"]);
        var names = watched.Functions.Select(function => (string)function["FunctionName"]!).ToList();
        string[] ofQueues =
        [
            "ApproximateAgeOfOldestMessage",
            "ApproximateNumberOfMessagesNotVisible",
            "ApproximateNumberOfMessagesVisible",
        ];
        return
        [
            .. names.SelectMany(name =>
                EmittedMetrics
                    .Units.Keys.Concat(EmittedMetrics.OfQueue)
                    .Select(metric => new WatchedMetric(
                        EmittedMetrics.Namespace,
                        metric,
                        $"{EmittedMetrics.Dimension}={name}"))),
            .. names.SelectMany(name =>
                new[] { "Invocations", "Errors", "Throttles", "Duration", "ConcurrentExecutions" }.Select(
                    metric => new WatchedMetric("AWS/Lambda", metric, $"FunctionName={name}"))),
            .. new[] { "requests", "retries", "dead" }.SelectMany(queue =>
                ofQueues.Select(metric => new WatchedMetric("AWS/SQS", metric, $"QueueName=my-proxy-dev-{queue}.fifo"))
            ),
            .. new[] { "Count", "Latency", "IntegrationLatency" }
                .Concat(errors)
                .Select(name => new WatchedMetric("AWS/ApiGateway", name, stage)),
        ];
    }

    private static string Expression(JsonObject alarm) =>
        Assert.Single(alarm["Metrics"]!.AsArray(), query => query!["Expression"] is not null)![
            "Expression"
        ]!.ToString();

    private static IEnumerable<JsonNode> Widgets(JsonNode dashboard, string type) =>
        dashboard["widgets"]!.AsArray().Where(widget => (string?)widget!["type"] == type).Select(widget => widget!);

    private static IEnumerable<string> Limits(JsonNode dashboard) =>
        Widgets(dashboard, "metric")
            .SelectMany(widget => widget["properties"]!["annotations"]?["horizontal"]?.AsArray() ?? [])
            .Select(line => line!["value"]!.ToString());
}
