using System.Net;
using System.Text;

namespace ServerlessProxy;

/// <summary>Who may call, as far as the function decides it: API keys, IAM and JWT are API Gateway's business.</summary>
public sealed record CallerPolicy
{
    /// <summary>The size of the smallest key of a signature, in bytes. A shorter one can be guessed.</summary>
    private const int MinKeyBytes = 16;

    /// <summary>Nobody is refused.</summary>
    public static CallerPolicy Anyone { get; } = new();

    /// <summary><c>ALLOWED_CIDRS</c>: the networks that callers must come from; empty for any.</summary>
    public IReadOnlyList<IPNetwork> AllowedNetworks { get; init; } = [];

    /// <summary><c>AUTH</c> and <c>WEBHOOK_SECRET</c>: what requests must be signed with; null if they need not be.</summary>
    public WebhookSignature? Signature { get; init; }

    /// <summary>Reads and checks the settings.</summary>
    /// <param name="setting">Gives an environment variable by name, null when it is not set.</param>
    /// <param name="clock">The time now.</param>
    /// <exception cref="ConfigurationException">Names the first setting that is missing or wrong.</exception>
    public static CallerPolicy Read(Func<string, string?> setting, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(setting);

        return new CallerPolicy
        {
            AllowedNetworks = ReadNetworks("ALLOWED_CIDRS"),
            Signature = ReadSignature("AUTH"),
        };

        WebhookSignature? ReadSignature(string name)
        {
            var auth = setting(name);
            if (auth is not null && SignatureSchemes.ByName.TryGetValue(auth, out var scheme))
            {
                var keys = new List<byte[]> { ReadKey("WEBHOOK_SECRET", scheme) };
                if (setting("WEBHOOK_SECRET_2") is not null)
                {
                    keys.Add(ReadKey("WEBHOOK_SECRET_2", scheme));
                }

                return new WebhookSignature(scheme, keys, clock);
            }

            return auth is not null && GatewayCredentials.ByAuth.ContainsKey(auth)
                ? null
                : throw new ConfigurationException(name, $"must be one of {string.Join(", ", GatewayCredentials.ByAuth.Keys.Concat(SignatureSchemes.ByName.Keys).Order(StringComparer.Ordinal))}");
        }

        byte[] ReadKey(string name, SignatureScheme scheme)
        {
            var secret = setting(name) ?? "";
            if (secret.StartsWith("{{resolve:", StringComparison.Ordinal))
            {
                throw new ConfigurationException(name, "is a reference that CloudFormation did not resolve. Deploy the stack again");
            }

            try
            {
                // The key, not the text: base64 decodes blanks to nothing.
                var key = scheme.Key(secret);
                return key.Length >= MinKeyBytes && !string.IsNullOrWhiteSpace(Encoding.UTF8.GetString(key))
                    ? key
                    : throw new ConfigurationException(name, $"must be a secret of at least {MinKeyBytes} bytes that are not all blank");
            }
            catch (FormatException)
            {
                throw new ConfigurationException(name, "must be base64");
            }
        }

        IReadOnlyList<IPNetwork> ReadNetworks(string name)
        {
            try
            {
                return [.. (setting(name) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(IPNetwork.Parse)];
            }
            catch (FormatException)
            {
                throw new ConfigurationException(name, "must be address ranges such as 192.0.2.0/24, separated by commas");
            }
        }
    }

    /// <summary>Refuses whoever may not call.</summary>
    /// <exception cref="ProxyException"><see cref="ErrorKind.Forbidden"/> for the address, <see cref="ErrorKind.Unauthorized"/> for the signature.</exception>
    public void Check(GatewayRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);

        if (AllowedNetworks.Count > 0 && !(IPAddress.TryParse(request.SourceIp, out var address) && AllowedNetworks.Any(network => network.Contains(address))))
        {
            throw new ProxyException(ErrorKind.Forbidden, "the caller's address is not allowed");
        }

        if (Signature?.FindProblem(request) is { } problem)
        {
            throw new ProxyException(ErrorKind.Unauthorized, problem);
        }
    }
}
