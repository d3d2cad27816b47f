namespace ServerlessProxy.Forwarder.Tests;

/// <summary>The metrics of the function's log line: what its tests find in lines, and the only ones of its namespace
/// that alarms and dashboards may name.</summary>
public static class EmittedMetrics
{
    /// <summary>Their namespace.</summary>
    public const string Namespace = "ServerlessProxy";

    /// <summary>Their only dimension.</summary>
    public const string Dimension = "FunctionName";

    /// <summary>The unit of each, by its name.</summary>
    public static IReadOnlyDictionary<string, string> Units { get; } = new Dictionary<string, string>
    {
        // Of every request, or of every one that was sent to the backend.
        ["durationMs"] = "Milliseconds",
        ["backendMs"] = "Milliseconds",
        ["bytesIn"] = "Bytes",
        ["bytesOut"] = "Bytes",

        // Only when it happens.
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

    /// <summary>The metrics of a proxy with a queue. Attempts can fail, and no answer is too large, because none is
    /// returned.
    /// </summary>
    public static IReadOnlyList<string> OfQueue { get; } =
    [.. Units.Keys.Where(name => name != "ResponseTooLarge"), "undelivered"];
}
