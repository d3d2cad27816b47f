using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests.Aws;

/// <summary>Provides the environment of a process that uses the endpoint instead of AWS.</summary>
internal static class AwsEnvironment
{
    /// <summary>The only access key that the endpoint accepts.</summary>
    public const string AccessKeyId = "AKIAREHEARSALEXAMPLE";

    /// <summary>Returns the variables to add to the process's environment.</summary>
    public static Dictionary<string, string> Of(Uri endpoint)
    {
        var preload = Repository.In("tests", "ServerlessProxy.Templates.Tests", "Aws", "redirect-aws-sdk.js");

        // Keeps the developer's own AWS account out of the rehearsal.
        var nowhere = Path.Combine(Repository.Artifacts, "no-such-file");
        return new Dictionary<string, string>
        {
            ["NODE_OPTIONS"] = $"--require \"{preload.Replace("\\", "\\\\", StringComparison.Ordinal)}\"",
            ["REHEARSAL_ENDPOINT"] = endpoint.AbsoluteUri,
            ["AWS_ENDPOINT_URL"] = endpoint.AbsoluteUri,
            ["AWS_ACCESS_KEY_ID"] = AccessKeyId,
            ["AWS_SECRET_ACCESS_KEY"] = "rehearsal",
            ["AWS_SESSION_TOKEN"] = "",
            ["AWS_PROFILE"] = "",
            ["AWS_DEFAULT_PROFILE"] = "",
            ["AWS_CONFIG_FILE"] = nowhere,
            ["AWS_SHARED_CREDENTIALS_FILE"] = nowhere,
            ["AWS_EC2_METADATA_DISABLED"] = "true",

            // The milliseconds between two requests for a stack's events, which are complete immediately.
            ["SLS_AWS_MONITORING_FREQUENCY"] = "10",

            // Each retry would wait four to seven seconds.
            ["SLS_AWS_REQUEST_MAX_RETRIES"] = "0",
        };
    }
}
