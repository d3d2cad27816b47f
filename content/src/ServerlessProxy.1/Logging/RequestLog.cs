using System.Text;
using System.Text.Json;

namespace ServerlessProxy;

/// <summary>Writes one line of JSON for each request. CloudWatch Logs extracts the metrics from it (embedded metric
/// format):
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html.
/// </summary>
/// <param name="output">Receives each line in one write, so that lines of concurrent requests do not mix.</param>
public sealed class RequestLog(Stream output)
{
    private readonly object writing = new();

    public void Write(RequestLogEntry entry)
    {
        using var line = new PooledBuffer(1024);
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

            WriteMetrics(json, entry);
            json.WriteEndObject();
        }

        line.GetSpan()[0] = (byte)'\n';
        line.Advance(1);
        lock (writing)
        {
            output.Write(line.Written.Span);
            output.Flush();
        }
    }

    /// <summary>Writes the metrics, and the metadata by which CloudWatch recognizes them. All proxies of an account
    /// share the namespace, so that one search finds a metric of each. AWS's own metrics of the function have the same
    /// dimension; CloudWatch bills every additional dimension.</summary>
    private static void WriteMetrics(Utf8JsonWriter json, RequestLogEntry entry)
    {
        var definitions = new StringBuilder();
        foreach (var (name, unit, value) in entry.Metrics)
        {
            json.WriteNumber(name, value);
            definitions.Append(definitions.Length > 0 ? "," : "");
            definitions.Append($$"""{"Name":"{{name}}","Unit":"{{unit}}"}""");
        }

        json.WriteString("FunctionName", entry.FunctionName);
        json.WriteStartObject("_aws");
        json.WriteNumber("Timestamp", DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        json.WritePropertyName("CloudWatchMetrics");
        json.WriteRawValue(
            $$"""[{"Namespace":"ServerlessProxy","Dimensions":[["FunctionName"]],"Metrics":[{{definitions}}]}]""");
        json.WriteEndObject();
    }
}
