namespace ServerlessProxy;

/// <summary>A setting is missing or wrong.</summary>
public sealed class ConfigurationException(string setting, string problem) : Exception($"{setting}: {problem}");
