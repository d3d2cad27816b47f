using System.Buffers;
using System.Text.Json;

namespace ServerlessProxy;

/// <summary>Writes one JSON line a request. It is its metrics too, in CloudWatch's embedded metric format: CloudWatch Logs reads them out of it,
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html.</summary>
/// <param name="output">Where to; each line is one write, so that lines of concurrent requests stay whole.</param>
public sealed class RequestLog(Stream output)
{
    /// <summary>The metrics' only dimension, which AWS's own metrics of the function have too: each more would be paid for once more.</summary>
    private const string Dimension = "FunctionName";

    /// <summary>One for all proxies of an account, so that one search of CloudWatch's finds a metric of each.</summary>
    private const string Namespace = "ServerlessProxy";

    private readonly object writing = new();

    /// <summary>Writes one line.</summary>
    public void Write(RequestLogEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);

        var line = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("requestId", entry.RequestId);
            json.WriteString("method", entry.Method);
            json.WriteString("path", entry.Path);
            json.WriteNumber("status", entry.Status);
            foreach (var (name, value) in entry.Fields)
            {
                json.WriteString(name, value);
            }

            if (entry.Error is { } error)
            {
                json.WriteString("error", error.ToString());
                json.WriteString("detail", entry.Detail);
            }

            foreach (var metric in entry.Metrics)
            {
                json.WriteNumber(metric.Name, metric.Value);
            }

            json.WriteString(Dimension, entry.FunctionName);
            WriteMetadata(json, entry);
            json.WriteEndObject();
        }

        line.Write("\n"u8);
        lock (writing)
        {
            output.Write(line.WrittenSpan);
            output.Flush();
        }
    }

    /// <summary>What of the line is a metric.</summary>
    private static void WriteMetadata(Utf8JsonWriter json, RequestLogEntry entry)
    {
        json.WriteStartObject("_aws");
        json.WriteNumber("Timestamp", DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        json.WriteStartArray("CloudWatchMetrics");
        json.WriteStartObject();
        json.WriteString("Namespace", Namespace);
        json.WriteStartArray("Dimensions");
        json.WriteStartArray();
        json.WriteStringValue(Dimension);
        json.WriteEndArray();
        json.WriteEndArray();
        json.WriteStartArray("Metrics");
        foreach (var metric in entry.Metrics)
        {
            json.WriteStartObject();
            json.WriteString("Name", metric.Name);
            json.WriteString("Unit", metric.Unit);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
