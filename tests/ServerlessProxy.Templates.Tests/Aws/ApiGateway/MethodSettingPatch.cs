using System.Text.RegularExpressions;

namespace ServerlessProxy.Templates.Tests.Aws.ApiGateway;

/// <summary>UpdateStage on <c>/{resourcePath}/{httpMethod}/…</c>, the path's own slashes being <c>~1</c>.</summary>
internal static partial class MethodSettingPatch
{
    /// <summary>Makes a change to a stage's method settings.</summary>
    /// <returns>Whether that was a change of a method setting.</returns>
    /// <exception cref="AwsException">It was, and is refused.</exception>
    public static bool Apply(RestStage stage, PatchOperation operation)
    {
        if (Setting().Match(operation.Path) is not { Success: true } match)
        {
            return false;
        }

        var key = $"{match.Groups["path"].Value}/{match.Groups["method"].Value}";
        if (operation.Op == "remove" && !match.Groups["setting"].Success)
        {
            // The console removes what was never set, without an error.
            stage.MethodSettings.Remove(key);
            return true;
        }

        if (operation.Op != "replace" || !match.Groups["setting"].Success)
        {
            throw AwsException.BadRequest($"Invalid method setting path: {operation.Path}");
        }

        stage.MethodSettings[key] = Change(
            stage.MethodSettings.GetValueOrDefault(key, new MethodSetting()),
            match.Groups["setting"].Value,
            operation);
        return true;
    }

    private static MethodSetting Change(MethodSetting setting, string name, PatchOperation operation) =>
        name switch
        {
            "throttling/rateLimit" => setting with { ThrottlingRateLimit = operation.Number(-1) },
            "throttling/burstLimit" when operation.Number(-1) is var burst && burst == Math.Floor(burst) => setting with
            {
                ThrottlingBurstLimit = (int)burst,
            },
            "metrics/enabled" => setting with { MetricsEnabled = operation.Value == "true" },
            "logging/dataTrace" => setting with { DataTraceEnabled = operation.Value == "true" },
            "logging/loglevel" when operation.Value is "OFF" or "ERROR" or "INFO" => setting with
            {
                LoggingLevel = operation.Value,
            },
            _ => throw AwsException.BadRequest($"Invalid method setting path: {operation.Path}"),
        };

    [GeneratedRegex("^/(?<path>\\*|~1[^/]*)/(?<method>\\*|[A-Z]+)(/(?<setting>.+))?$")]
    private static partial Regex Setting();
}
