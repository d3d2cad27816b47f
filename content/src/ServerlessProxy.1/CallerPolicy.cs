using System.Net;

namespace ServerlessProxy;

/// <summary>Who may call, as far as the function decides it: API keys, IAM and JWT are API Gateway's business.</summary>
public sealed record CallerPolicy
{
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
            var secret = setting(name);

            // Too short to be a secret, or a reference that CloudFormation should have resolved.
            if (secret is not { Length: >= 16 } || secret.StartsWith("{{resolve:", StringComparison.Ordinal))
            {
                throw new ConfigurationException(name, "must be a secret of at least 16 characters");
            }

            try
            {
                return scheme.Key(secret);
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
