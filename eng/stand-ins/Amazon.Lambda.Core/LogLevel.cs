namespace Amazon.Lambda.Core;

/// <summary>The severity of a log message, least first.</summary>
public enum LogLevel
{
    Trace,
    Debug,
    Information,
    Warning,
    Error,
    Critical,
}
