using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.ApiGateway;

/// <summary>What holds for a method of a stage.</summary>
internal sealed record MethodSetting
{
    /// <summary>Requests per second; -1 takes the limit away.</summary>
    public double? ThrottlingRateLimit { get; init; }

    /// <summary>Requests at once; -1 takes the limit away.</summary>
    public int? ThrottlingBurstLimit { get; init; }

    /// <summary>Whether CloudWatch counts the method by itself.</summary>
    public bool MetricsEnabled { get; init; }

    /// <summary>Whether whole requests and answers are logged.</summary>
    public bool DataTraceEnabled { get; init; }

    /// <summary>OFF, ERROR or INFO.</summary>
    public string? LoggingLevel { get; init; }

    /// <summary>As API Gateway's JSON.</summary>
    public JsonObject Describe() => new()
    {
        ["metricsEnabled"] = MetricsEnabled,
        ["loggingLevel"] = LoggingLevel ?? "OFF",
        ["dataTraceEnabled"] = DataTraceEnabled,
        ["throttlingBurstLimit"] = ThrottlingBurstLimit ?? 5000,
        ["throttlingRateLimit"] = ThrottlingRateLimit ?? 10000,
        ["cachingEnabled"] = false,
    };
}
