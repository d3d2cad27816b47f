using System.Globalization;
using System.Net.Security;

namespace ServerlessProxy;

/// <summary>The settings of the function, from the environment variables in serverless.yml.</summary>
public sealed record Settings
{
    /// <summary><c>ROUTE_PREFIX</c>: the path of the route. The rest of a request's path is forwarded.</summary>
    public required string RoutePrefix { get; init; }

    /// <summary><c>BACKEND_TIMEOUT_SECONDS</c>: the time for connecting, sending and reading, 1 to 900
    /// seconds.</summary>
    public required TimeSpan BackendTimeout { get; init; }

    public required ForwardingRules Forwarding { get; init; }

    /// <summary>How the backend's certificate is verified: against the system's authorities by default.</summary>
    public SslClientAuthenticationOptions Tls { get; init; } = new();

    /// <summary>Reads and checks the settings.</summary>
    /// <param name="setting">Returns the value of an environment variable; null if it is not set.</param>
    /// <exception cref="ConfigurationException">A setting is missing or wrong.</exception>
    public static Settings Read(Func<string, string?> setting)
    {
        return new Settings
        {
            RoutePrefix = ReadPrefix("ROUTE_PREFIX"),
            BackendTimeout = ReadSeconds("BACKEND_TIMEOUT_SECONDS"),
            Forwarding = new ForwardingRules
            {
                Backend = ReadUrl("BACKEND_URL"),
                GatewayCredentials =
                    GatewayCredentials.ByAuth.GetValueOrDefault(setting("AUTH") ?? "") ?? GatewayCredentials.None,
                TrustedHeaders = ReadHeaders("TRUSTED_HEADERS"),
                ServiceName = setting("AWS_LAMBDA_FUNCTION_NAME") is { Length: > 0 } name ? name : "serverless-proxy",
            },
        };

        string Required(string name) =>
            setting(name) is { Length: > 0 } value
                ? value
                : throw new ConfigurationException(name, "is not set. Set it in serverless.yml.");

        string ReadPrefix(string name) =>
            Required(name) is var prefix && prefix.StartsWith('/') && !prefix.EndsWith('/')
                ? prefix
                : throw new ConfigurationException(
                    name, $"\"{prefix}\" is not a route prefix. Use a leading slash and no trailing slash.");

        TimeSpan ReadSeconds(string name) =>
            int.TryParse(Required(name), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds is >= 1 and <= 900
                ? TimeSpan.FromSeconds(seconds)
                : throw new ConfigurationException(
                    name, $"\"{setting(name)}\" is not a timeout. Use whole seconds from 1 to 900.");

        BackendUrl ReadUrl(string name)
        {
            try
            {
                var url = BackendUrl.Parse(Required(name));
                return IsOnLambda() && url.IsLocal()
                    ? throw new FormatException(
                        "is an address of the function itself. Use the backend's address in the VPC.")
                    : url;
            }
            catch (FormatException exception)
            {
                throw new ConfigurationException(name, exception.Message);
            }
        }

        // Lambda sets the first for managed runtimes. Every function's code is in the second:
        // https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime.
        bool IsOnLambda() =>
            setting("AWS_EXECUTION_ENV")?.StartsWith("AWS_Lambda_", StringComparison.Ordinal) == true
            || setting("LAMBDA_TASK_ROOT") == "/var/task";

        HashSet<string> ReadHeaders(string name)
        {
            var headers = SplitList(setting(name));
            return Array.Find(headers, header => !ForwardedRequest.AllowsTrust(header)) is { } untrusted
                ? throw new ConfigurationException(name, $"\"{untrusted}\" cannot be taken from callers. Remove it.")
                : headers.ToHashSet(StringComparer.OrdinalIgnoreCase);
        }
    }

    /// <summary>Splits a list of values that are separated by commas.</summary>
    public static string[] SplitList(string? list) =>
        (list ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
