using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Logs to the standard output. <c>AWS_LAMBDA_LOG_LEVEL</c> is the lowest
/// severity, by default information.</summary>
internal sealed class ConsoleLogger : ILambdaLogger
{
    // The names in the log, in the order of LogLevel.
    private static readonly string[] Labels = ["trce", "dbug", "info", "warn", "fail", "crit"];

    private static readonly LogLevel Least = Environment
        .GetEnvironmentVariable("AWS_LAMBDA_LOG_LEVEL")
        ?.ToUpperInvariant() switch
    {
        "TRACE" => LogLevel.Trace,
        "DEBUG" => LogLevel.Debug,
        "WARN" => LogLevel.Warning,
        "ERROR" => LogLevel.Error,
        "FATAL" => LogLevel.Critical,
        _ => LogLevel.Information,
    };

    public void Log(string message) => LogLine(message);

    public void LogLine(string message) => Log(nameof(LogLevel.Information), message);

    public void Log(string level, string message)
    {
        if (!Enum.TryParse<LogLevel>(level, ignoreCase: true, out var severity))
        {
            FormattedConsole.WriteLine(level, message);
        }
        else if (severity >= Least)
        {
            FormattedConsole.WriteLine(Labels[(int)severity], message);
        }
    }
}
