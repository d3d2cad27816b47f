using System.Text.RegularExpressions;

namespace ServerlessProxy.Templates.Tests.Aws.ApiGateway;

/// <summary>
/// Applies <c>UpdateStage</c>: https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateStage.html.
/// </summary>
internal static partial class StagePatch
{
    /// <summary>Applies a change to a stage.</summary>
    /// <exception cref="AwsException">API Gateway would reject the change.</exception>
    public static void Apply(RestStage stage, PatchOperation operation)
    {
        if (Setting().Match(operation.Path) is { Success: true } match)
        {
            ApplySetting(stage, operation, match);
            return;
        }

        stage.Properties[operation.Path] = (operation.Op, operation.Path) switch
        {
            ("replace", "/tracingEnabled" or "/accessLogSettings/destinationArn" or "/accessLogSettings/format") =>
                operation.Value,
            ("remove", "/accessLogSettings") => "",
            _ => throw operation.Refuse(),
        };
    }

    private static void ApplySetting(RestStage stage, PatchOperation operation, Match match)
    {
        var (key, setting) = ($"{match.Groups["path"].Value}/{match.Groups["method"].Value}", match.Groups["setting"]);
        if (operation.Op == "remove" && !setting.Success)
        {
            // API Gateway accepts the removal of a setting that does not exist.
            stage.MethodSettings.Remove(key);
            return;
        }

        AwsException.RequireForGateway(
            operation.Op == "replace" && setting.Success,
            $"Invalid method setting path: {operation.Path}");
        var before = stage.MethodSettings.GetValueOrDefault(key, new MethodSetting());
        stage.MethodSettings[key] = Change(before, setting.Value, operation);
    }

    private static MethodSetting Change(MethodSetting setting, string name, PatchOperation operation) => name switch
    {
        "throttling/rateLimit" => setting with { ThrottlingRateLimit = operation.Number(-1) },
        "throttling/burstLimit" when operation.Number(-1) is var burst && burst == Math.Floor(burst) =>
            setting with { ThrottlingBurstLimit = (int)burst },
        "metrics/enabled" => setting with { MetricsEnabled = operation.Value == "true" },
        "logging/dataTrace" => setting with { DataTraceEnabled = operation.Value == "true" },
        "logging/loglevel" when operation.Value is "OFF" or "ERROR" or "INFO" =>
            setting with { LoggingLevel = operation.Value },
        _ => throw AwsException.BadRequest($"Invalid method setting path: {operation.Path}"),
    };

    /// <summary>Matches <c>/{resourcePath}/{httpMethod}/…</c>, with <c>~1</c> for the slashes of the path.</summary>
    [GeneratedRegex("^/(?<path>\\*|~1[^/]*)/(?<method>\\*|[A-Z]+)(/(?<setting>.+))?$")]
    private static partial Regex Setting();
}
