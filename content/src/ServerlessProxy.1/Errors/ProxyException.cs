namespace ServerlessProxy;

/// <summary>A request that cannot be forwarded or answered.</summary>
/// <param name="kind">Decides status and message for the caller.</param>
/// <param name="detail">For the log only. Holds nothing that the caller or the backend sent.</param>
/// <param name="inner">What was caught, if anything was.</param>
public sealed class ProxyException(ErrorKind kind, string? detail = null, Exception? inner = null)
    : Exception(detail ?? kind.ToString(), inner)
{
    /// <summary>Decides status and message for the caller.</summary>
    public ErrorKind Kind { get; } = kind;

    /// <summary>For the log only.</summary>
    public string? Detail { get; } = detail;
}

/// <summary>A setting is missing or wrong.</summary>
public sealed class ConfigurationException(string setting, string problem) : Exception($"{setting}: {problem}");
