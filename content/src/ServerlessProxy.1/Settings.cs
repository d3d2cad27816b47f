using System.Collections.Frozen;
using System.Globalization;
using System.Net.Security;

namespace ServerlessProxy;

/// <summary>The settings of the function, from the environment variables that serverless.yml sets.</summary>
public sealed record Settings
{
    /// <summary><c>ROUTE_PREFIX</c>: the route's path, with a leading slash and without one at the end. What follows it in a
    /// request's path is forwarded.</summary>
    public required string RoutePrefix { get; init; }

    /// <summary><c>BACKEND_TIMEOUT_SECONDS</c>, 1 to 900: how long the backend may take, including connecting.</summary>
    public required TimeSpan BackendTimeout { get; init; }

    /// <summary>Where requests go, and what of them.</summary>
    public required ForwardingRules Forwarding { get; init; }

    /// <summary>How the backend's certificate is checked: by default against the system's authorities.</summary>
    public SslClientAuthenticationOptions Tls { get; init; } = new();

    /// <summary>Reads and checks the settings.</summary>
    /// <param name="setting">Returns an environment variable by name, null if it is not set.</param>
    /// <exception cref="ConfigurationException">A setting is missing or wrong. The message names the first one.</exception>
    public static Settings Read(Func<string, string?> setting)
    {
        ArgumentNullException.ThrowIfNull(setting);

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
                : throw new ConfigurationException(name, "is not set. Set it in serverless.yml");

        BackendUrl ReadUrl(string name)
        {
            try
            {
                var url = BackendUrl.Parse(Required(name));
                return IsOnLambda() && url.IsLocal()
                    ? throw new ConfigurationException(
                        name,
                        "is an address of the function itself. Use the backend's address in the VPC")
                    : url;
            }
            catch (FormatException exception)
            {
                throw new ConfigurationException(name, exception.Message);
            }
        }

        // Lambda names every managed runtime, and unpacks the code of every function into this folder:
        // https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime.
        bool IsOnLambda() =>
            setting("AWS_EXECUTION_ENV")?.StartsWith("AWS_Lambda_", StringComparison.Ordinal) == true
            || setting("LAMBDA_TASK_ROOT") == "/var/task";

        FrozenSet<string> ReadHeaders(string name)
        {
            var names = (setting(name) ?? "").Split(
                ',',
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            var untrusted = names.FirstOrDefault(header => !ForwardedRequest.MayBeTrusted(header));
            return untrusted is null
                ? names.ToFrozenSet(StringComparer.OrdinalIgnoreCase)
                : throw new ConfigurationException(name, $"\"{untrusted}\" cannot be taken from callers. Remove it");
        }

        string ReadPrefix(string name) =>
            Required(name) is var prefix && prefix.StartsWith('/') && !prefix.EndsWith('/')
                ? prefix
                : throw new ConfigurationException(name, "must begin with a slash and not end with one");

        TimeSpan ReadSeconds(string name) =>
            int.TryParse(Required(name), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds is >= 1 and <= 900
                ? TimeSpan.FromSeconds(seconds)
                : throw new ConfigurationException(name, "must be a whole number of seconds from 1 to 900");
    }
}
