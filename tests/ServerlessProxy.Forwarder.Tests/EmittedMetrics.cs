namespace ServerlessProxy.Forwarder.Tests;

/// <summary>
/// Lists the metrics of the function's log lines. Alarms and dashboards may use only these from its namespace.
/// </summary>
public static class EmittedMetrics
{
    /// <summary>The namespace.</summary>
    public const string Namespace = "ServerlessProxy";

    /// <summary>The only dimension.</summary>
    public const string Dimension = "FunctionName";

    /// <summary>The unit of each metric, by name.</summary>
    public static IReadOnlyDictionary<string, string> Units { get; } = new Dictionary<string, string>
    {
        // Emitted for every request, or for every request that is sent to the backend.
        ["durationMs"] = "Milliseconds",
        ["backendMs"] = "Milliseconds",
        ["bytesIn"] = "Bytes",
        ["bytesOut"] = "Bytes",

        // Emitted when it happens.
        ["status4xx"] = "Count",
        ["status5xx"] = "Count",
        ["BadRequest"] = "Count",
        ["Unauthorized"] = "Count",
        ["Forbidden"] = "Count",
        ["MethodNotAllowed"] = "Count",
        ["RequestTooLarge"] = "Count",
        ["Unconfigured"] = "Count",
        ["BackendUnreachable"] = "Count",
        ["ResponseTooLarge"] = "Count",
        ["DeadlineExceeded"] = "Count",
        ["Unexpected"] = "Count",
    };

    /// <summary>
    /// The metrics of a proxy with a queue. Attempts can fail, but a response cannot be too large, because it is not
    /// returned.
    /// </summary>
    public static IReadOnlyList<string> OfQueue { get; } =
    [.. Units.Keys.Where(name => name != "ResponseTooLarge"), "undelivered"];
}
