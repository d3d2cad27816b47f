namespace ServerlessProxy;

/// <summary>The content of a request's log line. It never contains a body, a query, a header's value or a
/// secret.</summary>
public class RequestLogEntry
{
    /// <summary>The maximum length of a logged path. Callers choose the path, and CloudWatch bills every
    /// byte.</summary>
    private const int PathLength = 1024;

    public required string FunctionName { get; init; }

    /// <summary>API Gateway's id of the request; Lambda's until the event is read, or if the event has none.</summary>
    public string? RequestId { get; set; }

    public string? Method { get; set; }

    /// <summary>The beginning of the path after the route prefix, without the query.</summary>
    public string? Path { get; set; }

    public int Status { get; set; }

    /// <summary>The time of the whole invocation.</summary>
    public TimeSpan Duration { get; set; }

    /// <summary>The time for connecting, sending and reading; null if nothing was sent.</summary>
    public TimeSpan? BackendDuration { get; set; }

    public int BytesIn { get; set; }

    public int BytesOut { get; set; }

    public ErrorKind? Error { get; private set; }

    public string? Detail { get; private set; }

    /// <summary>Additional fields of the line.</summary>
    public virtual IEnumerable<KeyValuePair<string, string?>> Fields => [];

    /// <summary>The numbers that are metrics. CloudWatch bills a metric for each hour in which it receives a value, so
    /// rare metrics occur only when they count something. The number of requests is the number of durations.</summary>
    public virtual IEnumerable<RequestMetric> Metrics
    {
        get
        {
            yield return new("durationMs", "Milliseconds", Math.Round(Duration.TotalMilliseconds, 1));
            if (BackendDuration is { } backend)
            {
                yield return new("backendMs", "Milliseconds", Math.Round(backend.TotalMilliseconds, 1));
            }

            yield return new("bytesIn", "Bytes", BytesIn);
            yield return new("bytesOut", "Bytes", BytesOut);
            if (Status >= 400)
            {
                yield return new(Status < 500 ? "status4xx" : "status5xx", "Count", 1);
            }

            if (Error is { } error)
            {
                yield return new(error.ToString(), "Count", 1);
            }
        }
    }

    /// <summary>Adds the request.</summary>
    public void Add(GatewayRequest request)
    {
        RequestId = request.RequestId ?? RequestId;
        Method = request.Method;
        Path = request.Path.Length > PathLength ? request.Path[..PathLength] : request.Path;
        BytesIn = request.Body?.Length ?? 0;
    }

    /// <summary>Adds the response that the caller gets.</summary>
    public void Add(GatewayResponse response) => (Status, BytesOut) = (response.Status, response.Body.Length);

    /// <summary>Adds an error: a known one with its kind and detail, an unexpected one with its stack trace.</summary>
    public void Fail(Exception exception) => (Error, Detail) = exception is ProxyException known
        ? (known.Kind, known.Detail)
        : (ErrorKind.Unexpected, exception.ToString());
}

/// <summary>A number in a log line that is also a CloudWatch metric.</summary>
/// <param name="Name">The name of the field and of the metric.</param>
/// <param name="Unit">https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html.</param>
/// <param name="Value">The value.</param>
public sealed record RequestMetric(string Name, string Unit, double Value);
