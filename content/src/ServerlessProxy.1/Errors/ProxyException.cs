namespace ServerlessProxy;

/// <summary>A request cannot be forwarded or answered.</summary>
/// <param name="kind">Determines the response to the caller.</param>
/// <param name="detail">For the log only. It must not contain anything that the caller or the backend sent.</param>
/// <param name="inner">The exception that was caught, if any.</param>
public sealed class ProxyException(ErrorKind kind, string? detail = null, Exception? inner = null)
    : Exception(detail ?? kind.ToString(), inner)
{
    /// <summary>Determines the response to the caller.</summary>
    public ErrorKind Kind { get; } = kind;

    /// <summary>For the log only.</summary>
    public string? Detail { get; } = detail;
}

/// <summary>A setting is missing or wrong.</summary>
/// <param name="setting">The name of the environment variable.</param>
/// <param name="problem">The problem and the fix, as two sentences. It must not quote a secret.</param>
public sealed class ConfigurationException(string setting, string problem) : Exception($"{setting}: {problem}");
