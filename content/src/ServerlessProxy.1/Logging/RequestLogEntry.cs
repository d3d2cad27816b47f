namespace ServerlessProxy;

/// <summary>What the log says of one request: never a body, a query, a header's value, a secret or a key.</summary>
public class RequestLogEntry
{
    /// <summary>How much of a path the log takes: what it holds is paid for, and a caller chooses it.</summary>
    private const int PathLength = 1024;

    /// <summary>The function's name, of which Lambda has a value always.</summary>
    public required string FunctionName { get; init; }

    /// <summary>API Gateway's id of the request, or Lambda's where the event tells none.</summary>
    public string? RequestId { get; set; }

    /// <summary>The method, once it is known.</summary>
    public string? Method { get; set; }

    /// <summary>The path behind the route prefix, without its query, once it is known; of a long one the beginning.</summary>
    public string? Path { get; set; }

    /// <summary>The status that the caller gets.</summary>
    public int Status { get; set; }

    /// <summary>The whole of the invocation.</summary>
    public TimeSpan Duration { get; set; }

    /// <summary>Connecting, sending, waiting and reading; null if it did not come to that.</summary>
    public TimeSpan? BackendDuration { get; set; }

    /// <summary>The request body's size, in bytes.</summary>
    public int BytesIn { get; set; }

    /// <summary>The response body's size, in bytes.</summary>
    public int BytesOut { get; set; }

    /// <summary>What went wrong; null if nothing did.</summary>
    public ErrorKind? Error { get; private set; }

    /// <summary>For whoever looks for the cause.</summary>
    public string? Detail { get; private set; }

    /// <summary>What the line says beside these, in order; values as null where they are not known.</summary>
    public virtual IEnumerable<KeyValuePair<string, string?>> Fields => [];

    /// <summary>What of it is a metric. CloudWatch bills a metric by the hours in which it gets values, so that what is rare is here only when
    /// it happens; how many requests there were is how many values the others got.</summary>
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

    /// <summary>Takes over what the request says.</summary>
    public void Describe(GatewayRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);

        RequestId = request.RequestId ?? RequestId;
        Method = request.Method;
        Path = request.Path.Length > PathLength ? request.Path[..PathLength] : request.Path;
        BytesIn = request.Body?.Length ?? 0;
    }

    /// <summary>Takes over what went wrong. A defect is told whole, with its stack; a known error by its name and detail.</summary>
    public void Fail(Exception exception)
    {
        (Error, Detail) = exception is ProxyException known
            ? (known.Kind, known.Detail)
            : (ErrorKind.Unexpected, exception.ToString());
    }
}

/// <summary>A number of a request's log line that is a metric of CloudWatch too.</summary>
/// <param name="Name">The name that the line's member and the metric have in common.</param>
/// <param name="Unit">One of CloudWatch's units, https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html.</param>
/// <param name="Value">The number.</param>
public readonly record struct RequestMetric(string Name, string Unit, double Value);
