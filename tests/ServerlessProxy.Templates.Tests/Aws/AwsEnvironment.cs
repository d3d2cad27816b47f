using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests.Aws;

/// <summary>The environment of a process that takes the endpoint for AWS.</summary>
internal static class AwsEnvironment
{
    /// <summary>The only access key that the endpoint knows.</summary>
    public const string AccessKeyId = "AKIAREHEARSALEXAMPLE";

    /// <summary>What to add to the process's environment.</summary>
    /// <param name="endpoint">Where the endpoint listens.</param>
    public static Dictionary<string, string> Of(Uri endpoint)
    {
        var preload = Repository.In("tests", "ServerlessProxy.Templates.Tests", "Aws", "redirect-aws-sdk.js");

        // Whoever runs this has an account of their own, which must stay out of it.
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

            // Milliseconds between two looks at a stack's events: they are all there at once.
            ["SLS_AWS_MONITORING_FREQUENCY"] = "10",

            // Each would wait four to seven seconds.
            ["SLS_AWS_REQUEST_MAX_RETRIES"] = "0",
        };
    }
}
