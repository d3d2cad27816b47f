using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using ServerlessProxy;
using ServerlessProxy.Tests;

namespace ServerlessProxy.Forwarder.Tests;

/// <summary>Checks the metrics that CloudWatch reads from log lines.</summary>
public sealed class MetricTests
{
    private const string Right = """
        {
          "_aws": {
            "Timestamp": 0,
            "CloudWatchMetrics": [
              { "Namespace": "N", "Dimensions": [["D"]], "Metrics": [{ "Name": "m", "Unit": "Count" }] }
            ]
          },
          "D": "d", "m": 1
        }
        """;

    private static readonly string[] Always = ["durationMs", "bytesIn", "bytesOut"];
    private static readonly string[] WhenSent = [.. Always, "backendMs"];

    /// <summary>The situation of a request, and its metrics.</summary>
    public static TheoryData<EventType, string, string[]> Situations()
    {
        var rows = new TheoryData<EventType, string, string[]>();
        foreach (var type in new[] { EventType.Rest, EventType.Http })
        {
            rows.Add(type, "200", WhenSent);
            rows.Add(type, "302", WhenSent);
            rows.Add(type, "400", [.. WhenSent, "status4xx"]);
            rows.Add(type, "499", [.. WhenSent, "status4xx"]);
            rows.Add(type, "500", [.. WhenSent, "status5xx"]);
            rows.Add(type, "unreachable", [.. WhenSent, "status5xx", "BackendUnreachable"]);
            rows.Add(type, "late", [.. WhenSent, "status5xx", "DeadlineExceeded"]);
            rows.Add(type, "unsigned", [.. Always, "status4xx", "Unauthorized"]);
            rows.Add(type, "no event", [.. Always, "status4xx", "BadRequest"]);
            rows.Add(type, "unconfigured", [.. Always, "status5xx", "Unconfigured"]);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Situations))]
    public async Task F50_Line_ContainsTheMetricsOfItsRequest(EventType type, string situation, string[] expected)
    {
        ArgumentNullException.ThrowIfNull(type);
        var line = await LineAsync(type, situation);
        Assert.Empty(EmbeddedMetricFormat.Broken(line));
        var metrics = EmbeddedMetricFormat.Read(line);
        Assert.Equal(expected.Order(StringComparer.Ordinal), metrics.Keys.Order(StringComparer.Ordinal));
        Assert.All(metrics, metric => Assert.Equal(EmittedMetrics.Units[metric.Key], metric.Value.Unit));
        Assert.All(
            metrics.Where(metric => metric.Value.Unit == "Count"),
            metric => Assert.Equal(1, metric.Value.Value));

        var json = JsonNode.Parse(line)!;
        var directive = Assert.Single(json["_aws"]!["CloudWatchMetrics"]!.AsArray())!;
        Assert.Equal(EmittedMetrics.Namespace, (string?)directive["Namespace"]);
        Assert.Equal($"""[["{EmittedMetrics.Dimension}"]]""", directive["Dimensions"]!.ToJsonString());
        Assert.Equal(new LambdaContext(TimeSpan.Zero).FunctionName, (string?)json[EmittedMetrics.Dimension]);
    }

    /// <summary>Alarms and the dashboard are compared with this table.</summary>
    [Fact]
    public void F50_Lines_HaveExactlyTheMetricsOfTheTable()
    {
        using var output = new MemoryStream();
        var log = new RequestLog(output);
        foreach (var kind in Enum.GetValues<ErrorKind>())
        {
            var entry = new RequestLogEntry
            {
                FunctionName = "my-proxy",
                Status = ErrorMap.Response(kind, "1").Status,
                BackendDuration = TimeSpan.Zero,
            };
            entry.Fail(new ProxyException(kind));
            log.Write(entry);
        }

        var lines = Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.Empty(EmbeddedMetricFormat.Broken(line)));
        Assert.Equal(
            EmittedMetrics.Units.Keys.Order(StringComparer.Ordinal),
            lines.SelectMany(line => EmbeddedMetricFormat.Read(line).Keys).Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>The path in a valid line, its new value, and the rule that the line then breaks.</summary>
    public static TheoryData<string, string?, string> Breaches => new()
    {
        { "_aws", null, "_aws has Timestamp" },
        { "_aws.More", "1", "_aws has Timestamp" },
        { "_aws.Timestamp", "1785000000", "Timestamp is in milliseconds" },
        { "_aws.Timestamp", "\"now\"", "Timestamp is in milliseconds" },
        { "_aws.Timestamp", "1.5", "Timestamp is in milliseconds" },
        { "_aws.CloudWatchMetrics", "[]", "there is a directive" },
        { "_aws.CloudWatchMetrics.0.More", "1", "a directive has Namespace" },
        { "_aws.CloudWatchMetrics.0.Namespace", "\"\"", "a namespace has" },
        { "_aws.CloudWatchMetrics.0.Namespace", "\"AWS/Lambda\"", "a namespace has" },
        { "_aws.CloudWatchMetrics.0.Namespace", $"\"{new string('n', 256)}\"", "a namespace has" },
        { "_aws.CloudWatchMetrics.0.Dimensions", "[]", "a directive has a set" },
        {
            "_aws.CloudWatchMetrics.0.Dimensions",
            $"[[{string.Join(',', Enumerable.Repeat("\"D\"", 31))}]]",
            "a directive has a set"
        },
        { "_aws.CloudWatchMetrics.0.Dimensions", """[["missing"]]""", "a dimension has" },
        { "D", "1", "a dimension has" },
        { "D", "null", "a dimension has" },
        { "D", "\"\"", "a dimension has" },
        { "_aws.CloudWatchMetrics.0.Metrics", "[]", "a directive has 1 to 100" },
        { "_aws.CloudWatchMetrics.0.Metrics", """[{ "Name": "m" }, { "Name": "m" }]""", "a directive has 1 to 100" },
        { "_aws.CloudWatchMetrics.0.Metrics.0.Value", "1", "a metric has a Name" },
        { "_aws.CloudWatchMetrics.0.Metrics.0.Unit", "\"Requests\"", "a unit is" },
        { "_aws.CloudWatchMetrics.0.Metrics.0.Name", "\"missing\"", "a metric is a number" },
        { "m", "\"1\"", "a metric is a number" },
        { "m", """{ "m": 1 }""", "a metric is a number" },
        { "m", null, "a metric is a number" },
    };

    [Theory]
    [MemberData(nameof(Breaches))]
    public void Breach_OfTheFormat_IsFound(string path, string? value, string rule)
    {
        var names = path.Split('.');
        var document = JsonNode.Parse(Right)!;
        document["_aws"]!["Timestamp"] = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        Assert.Empty(EmbeddedMetricFormat.Broken(document.ToJsonString()));

        var parent = names[..^1]
            .Aggregate(document, (node, name) => node is JsonArray array ? array[int.Parse(name, null)]! : node[name]!)
            .AsObject();
        parent.Remove(names[^1]);
        if (value is not null)
        {
            parent[names[^1]] = JsonNode.Parse(value);
        }

        Assert.Contains(
            EmbeddedMetricFormat.Broken(document.ToJsonString()),
            broken => broken.StartsWith(rule, StringComparison.Ordinal));
    }

    private static async Task<string> LineAsync(EventType type, string situation)
    {
        await using var backend = await ReceivedRequests.StartAsync(context =>
        {
            context.Response.StatusCode = int.TryParse(situation, out var status) ? status : 200;
            return context.Response.WriteAsync("answer");
        });
        if (situation == "unconfigured")
        {
            using var output = new MemoryStream();
            using var unconfigured = new UnconfiguredFunction(type.Adapter, "BACKEND_URL: is not set", output);
            await using var result = await unconfigured.HandleAsync(
                new MemoryStream(Encoding.UTF8.GetBytes(type.Make(new Request()).ToJsonString())),
                new LambdaContext(TimeSpan.FromSeconds(27)));
            return Encoding.UTF8.GetString(output.ToArray()).TrimEnd('\n');
        }

        Func<string, string?> setting = name =>
            name switch
            {
                "AUTH" => situation == "unsigned" ? "github" : "none",
                "WEBHOOK_SECRET" => "0123456789abcdef",
                _ => null,
            };
        var callers = CallerPolicy.Read(setting, WebhookSignature.Read(setting, TimeProvider.System));
        using var function = new FunctionUnderTest(
            type,
            situation == "unreachable" ? "http://127.0.0.1:1" : backend.Url,
            callers: callers);
        await (
            situation == "no event"
                ? function.InvokeAsync("null"u8.ToArray())
                : function.GetAsync(situation == "late" ? TimeSpan.Zero : null));
        return function.Log.TrimEnd('\n');
    }
}
