using System.Collections.Frozen;
using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace ServerlessProxy;

/// <summary>The settings of the function, from the environment that serverless.yml gives it.</summary>
public sealed record ProxyConfiguration
{
    /// <summary><c>BACKEND_URL</c>: where requests go.</summary>
    public required BackendUrl Backend { get; init; }

    /// <summary><c>ROUTE_PREFIX</c>: the route's path with a leading slash and none at the end. What lies behind it is forwarded.</summary>
    public required string RoutePrefix { get; init; }

    /// <summary><c>BACKEND_TIMEOUT_SECONDS</c>, 1 to 900: how long the backend may take, connecting included.</summary>
    public required TimeSpan BackendTimeout { get; init; }

    /// <summary><c>AUTH</c>: what callers send to API Gateway only.</summary>
    public GatewayCredentials GatewayCredentials { get; init; } = GatewayCredentials.None;

    /// <summary><c>TRUSTED_HEADERS</c>, separated by commas: identity headers (<see cref="IdentityHeaders"/>) that are
    /// forwarded although callers can forge them. Letter case does not matter; <c>_</c> does not count as <c>-</c>.</summary>
    public FrozenSet<string> TrustedHeaders { get; init; } = FrozenSet<string>.Empty;

    /// <summary><c>BACKEND_CA_FILE</c> or <c>BACKEND_CA</c>: the authorities that the backend's certificate is verified against; null for the system's.</summary>
    public X509Certificate2Collection? CertificateAuthorities { get; init; }

    /// <summary><c>BACKEND_CLIENT_CERTIFICATE_FILE</c> or <c>BACKEND_CLIENT_CERTIFICATE</c>, and <c>BACKEND_CLIENT_KEY</c>: what the proxy shows to a backend that
    /// asks who connects; null for nothing.</summary>
    public SslStreamCertificateContext? ClientCertificate { get; init; }

    /// <summary>The pseudonym of this proxy in <c>Via</c> (RFC 9110, section 7.6.3): the function's name.</summary>
    public string ServiceName { get; init; } = "serverless-proxy";

    /// <summary>Reads and checks the settings.</summary>
    /// <param name="setting">Gives an environment variable by name, null when it is not set.</param>
    /// <exception cref="ConfigurationException">Names the first setting that is missing or wrong.</exception>
    public static ProxyConfiguration Read(Func<string, string?> setting)
    {
        ArgumentNullException.ThrowIfNull(setting);

        var certificates = new BackendCertificates(setting);
        var configuration = new ProxyConfiguration
        {
            Backend = ReadUrl("BACKEND_URL"),
            RoutePrefix = ReadPrefix("ROUTE_PREFIX"),
            BackendTimeout = ReadSeconds("BACKEND_TIMEOUT_SECONDS"),
            GatewayCredentials = GatewayCredentials.ByAuth.GetValueOrDefault(setting("AUTH") ?? "") ?? GatewayCredentials.None,
            TrustedHeaders = ReadHeaders("TRUSTED_HEADERS"),
            CertificateAuthorities = certificates.ReadAuthorities(),
            ClientCertificate = certificates.ReadClientCertificate(),
        };
        return setting("AWS_LAMBDA_FUNCTION_NAME") is { Length: > 0 } name ? configuration with { ServiceName = name } : configuration;

        string Required(string name) => setting(name) is { Length: > 0 } value ? value : throw new ConfigurationException(name, "is not set");

        BackendUrl ReadUrl(string name)
        {
            try
            {
                var url = BackendUrl.Parse(Required(name));
                return IsOnLambda() && url.IsLocal()
                    ? throw new ConfigurationException(name, "is an address of the function itself. Use the backend's address in the VPC")
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
            setting("AWS_EXECUTION_ENV")?.StartsWith("AWS_Lambda_", StringComparison.Ordinal) == true || setting("LAMBDA_TASK_ROOT") == "/var/task";

        FrozenSet<string> ReadHeaders(string name)
        {
            var names = (setting(name) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            var untrusted = names.FirstOrDefault(header => !ForwardedRequest.MayBeTrusted(header));
            return untrusted is null
                ? names.ToFrozenSet(StringComparer.OrdinalIgnoreCase)
                : throw new ConfigurationException(name, $"\"{untrusted}\" cannot be taken from callers. Remove it");
        }

        string ReadPrefix(string name) => Required(name) is var prefix && prefix.StartsWith('/') && !prefix.EndsWith('/')
            ? prefix
            : throw new ConfigurationException(name, "must begin with a slash and not end with one");

        TimeSpan ReadSeconds(string name) =>
            int.TryParse(Required(name), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= 900
                ? TimeSpan.FromSeconds(seconds)
                : throw new ConfigurationException(name, "must be a whole number of seconds from 1 to 900");
    }
}
